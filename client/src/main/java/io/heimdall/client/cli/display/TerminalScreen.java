package io.heimdall.client.cli.display;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/// The terminal that standard error is connected to, asked through `ioctl(2, TIOCGWINSZ)`: Java
/// itself tells neither whether standard error alone is a terminal nor how wide one is.
public final class TerminalScreen implements Screen {

  private static final int STANDARD_ERROR = 2;
  private static final int ROWS_OFFSET = 0;
  private static final int COLUMNS_OFFSET = 2;

  /// Bytes of `struct winsize`: rows, columns, and two in pixels, as unsigned shorts.
  private static final int WINSIZE_BYTES = 8;

  private static final Size USUAL = new Size(80, 24);

  private final MethodHandle ioctl;
  private final long request;

  private TerminalScreen(MethodHandle ioctl, long request) {
    this.ioctl = ioctl;
    this.request = request;
  }

  /// Finds the terminal.
  ///
  /// @param operatingSystem the value of `os.name`
  /// @param terminalType the value of `TERM`; "dumb" terminals cannot be drawn on again
  /// @return the terminal, or [Screen#NONE] where there is no way to ask
  @SuppressWarnings("restricted") // The signature is that of ioctl, and the launcher allows it.
  public static Screen find(String operatingSystem, String terminalType) {
    String system = operatingSystem.toLowerCase(Locale.ROOT);
    boolean mac = system.startsWith("mac");
    if (terminalType.equals("dumb") || !(mac || system.equals("linux"))) {
      return NONE;
    }
    var linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("ioctl")
        .<Screen>map(address ->
            new TerminalScreen(
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2)),
                mac ? 0x4008_7468L : 0x5413L))
        .orElse(NONE);
  }

  @Override
  public Optional<Size> size() {
    try (var arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(WINSIZE_BYTES, JAVA_SHORT.byteAlignment());
      if ((int) ioctl.invokeExact(STANDARD_ERROR, request, size) != 0) {
        return Optional.empty();
      }
      int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, COLUMNS_OFFSET));
      int rows = Short.toUnsignedInt(size.get(JAVA_SHORT, ROWS_OFFSET));
      return Optional.of(columns == 0 || rows == 0 ? USUAL : new Size(columns, rows));
    } catch (Throwable e) {
      throw new IllegalStateException("The terminal could not be asked for its size.", e);
    }
  }
}
