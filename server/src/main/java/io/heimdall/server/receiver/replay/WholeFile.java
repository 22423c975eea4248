package io.heimdall.server.receiver.replay;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.file.FileSurvey;
import io.heimdall.server.iq.file.IqFileReader;
import io.heimdall.server.iq.file.IqFileSource;
import io.heimdall.server.iq.file.IqFiles;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.util.OptionalLong;

/// One file that was read before, in the place of a receiver: all of it, as fast as it is read, in
/// its own time.
public final class WholeFile {

  private final IqFiles files;
  private final IqFileSource source;
  private final FileSurvey survey;

  /// Stands for a file.
  ///
  /// @param files opens it, with the clock it was surveyed with
  /// @param source where it is
  /// @param survey what it was found to hold
  public WholeFile(IqFiles files, IqFileSource source, FileSurvey survey) {
    this.files = files;
    this.source = source;
    this.survey = survey;
  }

  /// Opens the file once more.
  ///
  /// @param tuning what the plan asks for
  /// @return the samples, which the caller closes
  /// @throws ReceiverFailure when the file is not what it was, or the plan asks for something else
  public IqStream open(Tuning tuning) throws ReceiverFailure {
    try {
      return new Stream(files.open(source), FileInfo.of(source.name(), survey.facts(), tuning));
    } catch (IOException e) {
      throw FileInfo.failure(source.name(), e);
    }
  }

  private final class Stream implements IqStream {
    private final IqFileReader reader;
    private final StreamInfo info;
    private volatile boolean closed;

    Stream(IqFileReader reader, StreamInfo info) {
      this.reader = reader;
      this.info = info;
    }

    @Override
    public StreamInfo info() {
      return info;
    }

    @Override
    public boolean onDemand() {
      return true;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(survey.endSample());
    }

    @Override
    public int blockCapacity() {
      return IqFileReader.BLOCK_SAMPLES;
    }

    @Override
    public boolean next(IqBlock block) throws ReceiverFailure {
      if (closed) {
        throw new ReceiverFailure(FailureReason.DISCONNECTED, source.name() + " has been closed");
      }
      try {
        return reader.next(block);
      } catch (IOException e) {
        throw FileInfo.failure(source.name(), e);
      }
    }

    @Override
    public void close() {
      closed = true;
      try {
        reader.close();
      } catch (IOException e) {
        System.getLogger(WholeFile.class.getName())
            .log(System.Logger.Level.DEBUG, source.name() + " was closed badly", e);
      }
    }
  }
}
