package io.heimdall.server.artifact.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Something that is done to service and model.
///
/// @param name what it is called
/// @param weight how often it comes, beside the others
/// @param run does it, and compares
record Command(String name, int weight, Consumer<Session> run) {

  /// A command, and the seed of what is drawn for it.
  record Step(Command command, long seed) {
    @Override
    public String toString() {
      return command.name() + " " + seed;
    }
  }

  /// Commands that any number of sessions can give at once.
  static List<Command> common() {
    return List.of(
        new Command("upload", 24, UploadCommands::upload),
        new Command("start", 6, UploadCommands::start),
        new Command("same", 4, UploadCommands::same),
        new Command("write", 12, WriteCommands::write),
        new Command("getUpload", 3, UploadCommands::get),
        new Command("listUploads", 2, UploadCommands::list),
        new Command("cancel", 2, UploadCommands::cancel),
        new Command("signRead", 3, UrlCommands::read),
        new Command("signWrite", 5, UrlCommands::write),
        new Command("complete", 3, UrlCommands::complete),
        new Command("get", 6, CatalogueCommands::get),
        new Command("update", 10, CatalogueCommands::update),
        new Command("tag", 7, CatalogueCommands::tag),
        new Command("renameTag", 9, CatalogueCommands::renameTag),
        new Command("restore", 9, CatalogueCommands::restore),
        new Command("delete", 4, CatalogueCommands::delete),
        new Command("undelete", 3, CatalogueCommands::undelete),
        new Command("purge", 2, CatalogueCommands::purge),
        new Command("setVisibility", 5, CatalogueCommands::setVisibility),
        new Command("share", 16, ShareCommands::share),
        new Command("unshare", 3, ShareCommands::unshare),
        new Command("shares", 2, ShareCommands::shares),
        new Command("list", 10, SearchCommands::list),
        new Command("count", 5, SearchCommands::count),
        new Command("tags", 4, SearchCommands::tags),
        new Command("versions", 4, ReadCommands::versions),
        new Command("revisions", 3, ReadCommands::revisions),
        new Command("differences", 3, ReadCommands::differences),
        new Command("download", 12, ReadCommands::download));
  }

  /// The same, and those of clients that misbehave.
  static List<Command> load() {
    List<Command> all = new ArrayList<>(common());
    all.add(new Command("readSlowly", 2, LoadCommands::readSlowly));
    all.add(new Command("breakOffReading", 3, LoadCommands::breakOffReading));
    all.add(new Command("breakOffCall", 3, LoadCommands::breakOffCall));
    all.add(new Command("follow", 1, LoadCommands::follow));
    return all;
  }

  /// Common ones, and those that need the installation for themselves.
  static List<Command> all() {
    List<Command> all = new ArrayList<>(common());
    all.add(new Command("watch", 1, WatchCommands::watch));
    all.add(new Command("time", 2, Command::letTimePass));
    return all;
  }

  private static void letTimePass(Session s) {
    int hours = s.drawn().of(List.of(2, 2, 2, 8 * 24, 31 * 24));
    s.world.putForward(Duration.ofHours(hours));
    s.next();
    // What is over is over, swept or not.
    if (hours > 2 || s.drawn().chance(50)) {
      s.world.keepHouse();
      s.model.keepHouse();
    }
  }
}
