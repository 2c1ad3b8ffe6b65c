package io.netfailover.netlink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds what we read of the links of a namespace against what iproute2 prints of them. */
final class IpJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<Map<String, Object>>> LINKS = new TypeReference<>() {};

    private IpJson() {}

    /**
     * Looks from both sides until they agree, or for 5 s: IPv6 sends a frame now and then, and linkwatch changes a state a little after the
     * change that caused it.
     *
     * @return what differed at the last look
     */
    static List<String> differences(Namespace namespace, RouteSocket route) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        List<String> differences;
        do {
            List<Map<String, Object>> ip = parse(namespace.run("ip -d -s -j link"));
            differences = LinkJsonComparison.differences(ip, LinkJson.of(route.dumpDetails()));
        } while (!differences.isEmpty() && System.nanoTime() < deadline);
        return differences;
    }

    /** Written and read again, so that numbers have the classes that a JSON reader gives them. */
    static Object read(@Nullable Object value) {
        try {
            return MAPPER.readValue(MAPPER.writeValueAsString(value), Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + value, e);
        }
    }

    static List<Map<String, Object>> parse(String json) {
        try {
            return MAPPER.readValue(json, LINKS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("iproute2 printed: " + json, e);
        }
    }
}
