// What the original HdrHistogram says of a histogram, for hdr-histogram-java.test.ts: a line in, a line of JSON out.
// `decode TEXT` reads a histogram; `record DIGITS VALUE...` makes one of values. Run as source: it needs no build.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import org.HdrHistogram.Histogram;

public final class HistogramPeer {
  private static final long HOUR_US = 3_600_000_000L;
  private static final double[] PERCENTS = {0, 0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};

  public static void main(String[] arguments) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine())
      System.out.println(describe(read(line.split(" "))));
  }

  private static Histogram read(String[] words) throws Exception {
    if (words[0].equals("decode")) {
      var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(words[1]));
      return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    }
    var histogram = new Histogram(HOUR_US, Integer.parseInt(words[1]));
    for (int i = 2; i < words.length; i++) histogram.recordValue(Long.parseLong(words[i]));
    return histogram;
  }

  private static String describe(Histogram histogram) {
    var percentiles = new StringBuilder();
    for (double percent : PERCENTS)
      percentiles.append(String.format(Locale.ROOT, "%s[%s,%d]", percentiles.length() == 0 ? "" : ",", percent,
          histogram.getValueAtPercentile(percent)));
    return String.format(Locale.ROOT,
        "{\"count\":%d,\"min\":%d,\"max\":%d,\"mean\":%s,\"percentiles\":[%s],\"encoded\":\"%s\"}",
        histogram.getTotalCount(), histogram.getMinValue(), histogram.getMaxValue(), histogram.getMean(),
        percentiles, encode(histogram));
  }

  private static String encode(Histogram histogram) {
    var bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity() + 1024);
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
  }
}
