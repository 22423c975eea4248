package io.heimdall.server.simulator;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;

/// Fetches what receivers show over plain HTTP.
final class Pages {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Pages() {}

  static HttpResponse<String> get(SimulatedReceiver receiver, String path)
      throws IOException, InterruptedException {
    return get(receiver, path, BodyHandlers.ofString());
  }

  static <T> HttpResponse<T> get(SimulatedReceiver receiver, String path, BodyHandler<T> body)
      throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(receiver.url().resolve(path)).build(), body);
  }
}
