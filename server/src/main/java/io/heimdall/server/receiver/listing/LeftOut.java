package io.heimdall.server.receiver.listing;

/// An entry of a list that is not added.
///
/// @param place the line of CSV, else the number of the entry from 1
/// @param name what it calls itself; empty for nothing
/// @param message why, in a sentence without its full stop
public record LeftOut(int place, String name, String message) {}
