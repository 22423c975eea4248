package io.heimdall.client.cli;

import io.grpc.Status;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.cli.demo.DemoException;
import io.heimdall.client.cli.display.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Says what went wrong, in a sentence on standard error, or as an object for `--json`.
final class FailureReport {

  private final Console console;

  FailureReport(Console console) {
    this.console = console;
  }

  void installOn(CommandLine line) {
    line.setExecutionExceptionHandler(this::failed);
    IParameterExceptionHandler usage =
        (exception, _) -> {
          CommandLine command = exception.getCommandLine();
          console.note("heimdall: " + exception.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(exception, console.err());
          console.note("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
          return ExitCode.USAGE;
        };
    line.setParameterExceptionHandler(usage);
  }

  private int failed(Exception failure, CommandLine command, ParseResult parsed) {
    boolean json = parsed.hasMatchedOption("--json") || anyJson(parsed);
    console.note(json ? Json.of(Map.of("error", fields(failure))) : "heimdall: " + text(failure));
    return ExitCode.FAILED;
  }

  private static boolean anyJson(ParseResult parsed) {
    return parsed.hasSubcommand()
        && (parsed.subcommand().hasMatchedOption("--json") || anyJson(parsed.subcommand()));
  }

  private static Map<String, Object> fields(Exception failure) {
    var fields = new LinkedHashMap<String, Object>();
    if (failure instanceof HeimdallException refused) {
      fields.put("code", refused.code().name());
      fields.put("reason", refused.reason());
      fields.put("metadata", refused.metadata());
      fields.put("fields", refused.violations());
    }
    fields.put("message", text(failure));
    return fields;
  }

  private static String text(Exception failure) {
    return switch (failure) {
      case HeimdallException refused when refused.code() == Status.Code.UNAUTHENTICATED ->
          refused.getMessage()
              + " The token is looked for in $HEIMDALL_TOKEN, in the file $HEIMDALL_TOKEN_FILE, and"
              + " in 'token' of the server's data directory (--data, $HEIMDALL_DATA).";
      case HeimdallException refused
          when refused.code() == Status.Code.UNAVAILABLE && refused.reason().isEmpty() ->
          refused.getMessage() + " 'heimdall serve' starts one.";
      case HeimdallException refused when !refused.reason().isEmpty() ->
          "%s [%s]".formatted(refused.getMessage(), refused.reason());
      case HeimdallException refused -> String.valueOf(refused.getMessage());
      case CommandFailure _, DemoException _, IllegalArgumentException _ ->
          String.valueOf(failure.getMessage());
      case IOException broken -> file(broken);
      default -> "a fault of this program: " + failure;
    };
  }

  private static String file(IOException failure) {
    return switch (failure) {
      case java.nio.file.NoSuchFileException missing -> "there is no file " + missing.getFile();
      case java.nio.file.AccessDeniedException denied -> "no access to " + denied.getFile();
      case java.nio.file.FileAlreadyExistsException there -> there.getFile() + " is there already";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
