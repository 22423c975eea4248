package io.heimdall.client.cli;

import io.grpc.Status;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.cli.demo.DemoException;
import io.heimdall.client.cli.display.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Says what went wrong, in a sentence on standard error, or as an object for `--json`.
final class FailureReport {

  private static final Pattern NEGATIVE = Pattern.compile("-\\.?\\d.*");

  private final Console console;

  FailureReport(Console console) {
    this.console = console;
  }

  void installOn(CommandLine line) {
    line.setExecutionExceptionHandler(this::failed);
    IParameterExceptionHandler usage =
        (exception, arguments) -> {
          CommandLine command = exception.getCommandLine();
          console.note("heimdall: " + sentence(exception, arguments));
          CommandLine.UnmatchedArgumentException.printSuggestions(exception, console.err());
          console.note("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
          return ExitCode.USAGE;
        };
    line.setParameterExceptionHandler(usage);
  }

  private int failed(Exception failure, CommandLine command, ParseResult parsed) {
    boolean json = parsed.hasMatchedOption("--json") || anyJson(parsed);
    console.note(json ? json(failure, Map.of()) : "heimdall: " + text(failure));
    return failure instanceof UsageFailure ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /// What is wrong with a command line. A negative number looks like an option, so its place seems
  /// empty.
  private static String sentence(ParameterException exception, String[] arguments) {
    if (exception instanceof MissingParameterException missing
        && missing.getMissing().getFirst() instanceof PositionalParamSpec place) {
      Map<String, OptionSpec> options = exception.getCommandLine().getCommandSpec().optionsMap();
      for (int i = 0; i < arguments.length; i++) {
        OptionSpec before = i == 0 ? null : options.get(arguments[i - 1]);
        boolean belongsToOption = before != null && before.arity().max() > 0;
        if (NEGATIVE.matcher(arguments[i]).matches() && !belongsToOption) {
          return "%s must be positive, was %s.".formatted(place.paramLabel(), arguments[i]);
        }
      }
    }
    return String.valueOf(exception.getMessage());
  }

  private static boolean anyJson(ParseResult parsed) {
    return parsed.hasSubcommand()
        && (parsed.subcommand().hasMatchedOption("--json") || anyJson(parsed.subcommand()));
  }

  /// A failure as programs read it.
  ///
  /// @param failure what went wrong
  /// @param about what it is about, by name
  /// @return one line
  static String json(Exception failure, Map<String, String> about) {
    return Json.of(Map.of("error", fields(failure, about)));
  }

  private static Map<String, Object> fields(Exception failure, Map<String, String> about) {
    var fields = new LinkedHashMap<String, Object>(about);
    if (failure instanceof HeimdallException refused) {
      fields.put("code", refused.code().name());
      fields.put("reason", refused.reason());
      fields.put("metadata", refused.metadata());
      fields.put("fields", refused.violations());
    }
    fields.put("message", text(failure));
    return fields;
  }

  static String text(Exception failure) {
    return switch (failure) {
      case HeimdallException refused when refused.code() == Status.Code.UNAUTHENTICATED ->
          refused.getMessage()
              + ". The token is looked for in $HEIMDALL_TOKEN, in the file $HEIMDALL_TOKEN_FILE,"
              + " and in 'token' of the server's data directory (--data, $HEIMDALL_DATA).";
      case HeimdallException refused
          when refused.code() == Status.Code.UNAVAILABLE && refused.reason().isEmpty() ->
          refused.getMessage() + " 'heimdall serve' starts one.";
      case HeimdallException refused when !refused.reason().isEmpty() ->
          "%s [%s]".formatted(refused.getMessage(), refused.reason());
      case HeimdallException refused -> String.valueOf(refused.getMessage());
      case CommandFailure _, UsageFailure _, DemoException _, IllegalArgumentException _ ->
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
