package io.heimdall.client.cli;

/// Options that do not go together, which no single one of them shows; the message is a sentence
/// for people.
final class UsageFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageFailure(String sentence) {
    super(sentence);
  }
}
