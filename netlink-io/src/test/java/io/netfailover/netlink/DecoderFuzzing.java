package io.netfailover.netlink;

import io.netfailover.bpf.BtfDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code ./campaign fuzz} starts in JVMs of their own: the names of the decoders, seeds out of the golden files, and the target that
 * jazzer drives. Its argument is the decoder's name, or {@link #ANY}.
 */
public final class DecoderFuzzing {
    /** Every decoder in one JVM: the first byte of the input says which. */
    private static final String ANY = "ANY";

    private static String chosen = ANY;

    private DecoderFuzzing() {}

    /** Called by jazzer once, with {@code --target_args}. */
    public static void fuzzerInitialize(String[] arguments) {
        chosen = arguments[0];
    }

    /** Called by jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (!chosen.equals(ANY)) {
            DecoderTrial.run(Decoder.valueOf(chosen), input);
        } else if (input.length > 0) {
            DecoderTrial.run(byNumber(input[0]), Arrays.copyOfRange(input, 1, input.length));
        }
    }

    private static Decoder byNumber(byte number) {
        Decoder[] all = Decoder.values();
        return all[(number & 0xff) % all.length];
    }

    /**
     * {@code list}: the decoders, each with its method of DecoderFuzzTest. {@code seed RESOURCES DIRECTORY}: writes the payloads of the
     * kernel's captured messages into a directory for each decoder.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("list")) {
            List.of(Decoder.values()).forEach(each -> System.out.println(each + " " + each.method()));
        } else {
            seed(Path.of(arguments[1]), Path.of(arguments[2]));
        }
    }

    private static void seed(Path resources, Path directory) throws IOException {
        for (Decoder each : Decoder.values()) {
            Files.createDirectories(directory.resolve(each.name()));
        }
        Files.createDirectories(directory.resolve(ANY));
        write(directory, Decoder.BTF, "small", BtfDecoder.seed());
        for (byte reader = 0;
                reader < 5;
                reader++) { // a header of generic netlink, an attribute, and one with another inside
            byte[] seed = {reader, 1, 1, 0, 0, 8, 0, 2, 0, 1, 0, 0, 0, 12, 0, 1, (byte) 0x80, 8, 0, 1, 0, 1, 0, 0, 0};
            write(directory, Decoder.ETHTOOL, "reader-" + reader, seed);
        }
        try (Stream<Path> files = Files.walk(resources)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/replies.*\\.hex"))
                    .sorted()
                    .toList()) {
                seedWith(file, directory);
            }
        }
    }

    private static void seedWith(Path file, Path directory) throws IOException {
        String name = file.getFileName().toString().replace(".hex", "");
        String text = Files.readString(file, StandardCharsets.UTF_8);
        byte[] bytes = HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
        write(directory, Decoder.DATAGRAM, name, bytes);
        MessageReader messages = new MessageReader(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        for (int number = 1; messages.next(); number++) {
            ByteBuffer payload = messages.payload();
            byte[] copy = new byte[payload.limit()];
            payload.get(0, copy);
            for (Decoder each : Decoder.values()) {
                if (each.isFor(messages.type())) {
                    byte[] input =
                            each == Decoder.ERROR || each == Decoder.DONE ? flagged(messages.flags(), copy) : copy;
                    write(directory, each, name + "-" + number, input);
                }
            }
        }
    }

    private static void write(Path directory, Decoder decoder, String name, byte[] input) throws IOException {
        Files.write(directory.resolve(decoder.name()).resolve(name), input);
        Files.write(directory.resolve(ANY).resolve(decoder.name() + "-" + name), prefixed(number(decoder), input));
    }

    private static byte number(Decoder decoder) {
        return (byte) List.of(Decoder.values()).indexOf(decoder);
    }

    /** As {@link Decoder#ERROR} wants it: the header's flags in a byte before the payload. */
    private static byte[] flagged(int flags, byte[] payload) {
        return prefixed((byte) (flags >>> 8), payload);
    }

    private static byte[] prefixed(byte first, byte[] rest) {
        byte[] input = new byte[rest.length + 1];
        input[0] = first;
        System.arraycopy(rest, 0, input, 1, rest.length);
        return input;
    }
}
