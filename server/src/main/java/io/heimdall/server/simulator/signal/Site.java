package io.heimdall.server.simulator.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A simulated receiver's place and quality.
///
/// @param id the receiver's number, from 1
/// @param name its name
/// @param town the nearest town and its country
/// @param place where it stands
/// @param clockErrorPpm how much faster than nominal it takes samples
/// @param noiseDbmPerHz the noise density at its antenna
/// @param carrierToNoiseDbHz the emitter's power over that density
/// @param statedRateErrorHz how wrong its own statement of the rate is
/// @param firstSampleSeconds when after the epoch its sample number 0 is taken
public record Site(
    int id,
    String name,
    String town,
    Place place,
    double clockErrorPpm,
    double noiseDbmPerHz,
    double carrierToNoiseDbHz,
    double statedRateErrorHz,
    double firstSampleSeconds) {

  private static final double[] CARRIER_TO_NOISE_DB_HZ = {68, 72, 61, 75, 56, 64, 50};
  private static final double WEAKEST_DB_HZ = 45;
  private static final double STRONGEST_DB_HZ = 75;

  private record Town(String name, String country, double latitudeDeg, double longitudeDeg) {}

  private static final List<Town> TOWNS =
      List.of(
          new Town("Bordeaux", "France", 44.8378, -0.5792),
          new Town("Utrecht", "Netherlands", 52.0907, 5.1214),
          new Town("Zurich", "Switzerland", 47.3769, 8.5417),
          new Town("Dresden", "Germany", 51.0504, 13.7373),
          new Town("Bologna", "Italy", 44.4949, 11.3426),
          new Town("Aarhus", "Denmark", 56.1629, 10.2039),
          new Town("Krakow", "Poland", 50.0647, 19.945));

  /// The first receivers of a simulated network: seven towns in Europe, then more around them.
  ///
  /// @param count how many
  /// @param seed decides clock errors, noise and what lies beyond the seventh
  /// @return the sites, ids from 1
  public static List<Site> network(int count, long seed) {
    var sites = new ArrayList<Site>(count);
    for (int index = 0; index < count; index++) {
      sites.add(one(index, new SplittableRandom(seed * 1_000_003L + index)));
    }
    return List.copyOf(sites);
  }

  private static Site one(int index, SplittableRandom random) {
    Town town = TOWNS.get(index % TOWNS.size());
    int round = index / TOWNS.size();
    double clockErrorPpm = random.nextDouble(-100, 100);
    double noiseDbmPerHz = random.nextDouble(-134, -128);
    double statedRateErrorHz = random.nextDouble(-0.02, 0.02);
    double firstSampleSeconds = random.nextDouble(SampleBlock.SAMPLES / 12_000.0);
    double carrierToNoise = random.nextDouble(WEAKEST_DB_HZ, STRONGEST_DB_HZ);
    double north = random.nextDouble(-1.5, 1.5);
    double east = random.nextDouble(-2, 2);
    boolean first = round == 0;
    return new Site(
        index + 1,
        first ? "Sim " + town.name : "Sim " + town.name + " " + (round + 1),
        town.name + ", " + town.country,
        first
            ? new Place(town.latitudeDeg, town.longitudeDeg)
            : new Place(town.latitudeDeg + north, town.longitudeDeg + east),
        clockErrorPpm,
        noiseDbmPerHz,
        first ? CARRIER_TO_NOISE_DB_HZ[index] : carrierToNoise,
        statedRateErrorHz,
        firstSampleSeconds);
  }
}
