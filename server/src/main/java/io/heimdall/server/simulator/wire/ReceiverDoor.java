package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Truth;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a connection's first request is looked at: a page, the `/iq` endpoint, or a sound stream
/// that needs a channel.
final class ReceiverDoor {

  private static final Pattern STREAM = Pattern.compile("(/ws)?(/kiwi|/no_wf)?/(\\d+)/SND");
  private static final int MOST_QUOTA_ATTEMPTS = 6;
  private static final String WEB_PAGE =
      "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Under"
          + " construction</body></html>";

  private final Station station;
  private final Executor threads;
  private final Pause pause;
  private final KiwiPages pages;

  ReceiverDoor(Station station, Executor threads, Pause pause) {
    this.station = station;
    this.threads = threads;
    this.pause = pause;
    this.pages = new KiwiPages(station);
  }

  /// The truth as the receiver's faults leave it.
  static Truth truth(Station station) {
    Truth truth = station.signal().truth();
    return station.faults().has(Fault.NO_GPS) ? truth.withoutGps() : truth;
  }

  /// Answers one connection; returns when all has been said.
  void answer(Socket socket, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.read(in);
    if (request == null) {
      return;
    }
    Matcher stream = STREAM.matcher(request.path());
    if (station.faults().has(Fault.HTML) && !request.path().equals("/truth")) {
      HttpResponse.html(WEB_PAGE).write(out);
    } else if (request.webSocketUpgrade() && stream.matches()) {
      boolean program = stream.group(1) == null && stream.group(2) == null;
      WebSocketChannel.accept(request, out);
      admit(socket, new WebSocketChannel(in, out), stream.group(3), program);
    } else {
      station.counters().httpRequest();
      page(request, out);
    }
  }

  private void page(HttpRequest request, OutputStream out)
      throws IOException, InterruptedException {
    switch (request.path()) {
      case "/status" -> HttpResponse.text(pages.status()).write(out);
      case "/users" -> HttpResponse.json(pages.users()).write(out);
      case "/snr" -> HttpResponse.json(pages.snr()).write(out);
      case "/gps" -> HttpResponse.json(pages.gps()).write(out);
      case "/adc_ov" -> HttpResponse.json(pages.overloadCount()).write(out);
      case "/truth" -> HttpResponse.json(TruthPage.json(truth(station))).write(out);
      case "/iq" -> new IqEndpoint(station, pause).serve(request, out);
      case "/" -> HttpResponse.html(WEB_PAGE).write(out);
      default -> HttpResponse.error("404 Not Found", "nothing here").write(out);
    }
  }

  private void admit(Socket socket, WebSocketChannel channel, String name, boolean program)
      throws IOException {
    Faults faults = station.faults();
    int attempts = station.counters().attempted(program);
    if (faults.has(Fault.IP_LIMIT) && attempts > MOST_QUOTA_ATTEMPTS) {
      station.counters().refused();
    } else if (faults.has(Fault.DOWN)) {
      refuse(channel, "reason_disabled=maintenance down=" + faults.value(Fault.DOWN));
    } else if (faults.has(Fault.BUSY)) {
      refuse(channel, "too_busy=" + station.rules().channels());
    } else {
      switch (station.channels().admit(name, program)) {
        case Channels.Admitted admitted ->
            listen(socket, channel, admitted.channel(), name, program);
        case Channels.AllTaken _ -> refuse(channel, "too_busy=" + station.rules().channels());
        case Channels.Dropped _ -> station.counters().refused();
      }
    }
  }

  private void refuse(WebSocketChannel channel, String message) throws IOException {
    station.counters().refused();
    channel.sendMessage(message);
    channel.sendClose();
  }

  private void listen(
      Socket socket, WebSocketChannel channel, int number, String name, boolean program)
      throws IOException {
    SimulationClock.Running clock = station.clock().connect();
    station.counters().connected();
    try {
      new KiwiSession(station, socket, channel, threads, clock, number).run();
    } finally {
      station.channels().release(number, name, program);
      station.counters().disconnected();
      station.clock().disconnect();
    }
  }
}
