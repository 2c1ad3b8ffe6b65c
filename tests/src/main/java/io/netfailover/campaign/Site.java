package io.netfailover.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.netlink.LinkOperations;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A network namespace whose links are changed and compared, as our socket and as {@code ip} reach it. */
final class Site implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NetworkNamespace namespace;
    private final List<String> ip;
    private final String wordForIp;
    private final BiConsumer<LinkOperations, IfIndex> admission;
    private final RouteSocket route;

    private Site(
            NetworkNamespace namespace,
            List<String> ip,
            String wordForIp,
            BiConsumer<LinkOperations, IfIndex> admission) {
        this.namespace = namespace;
        this.ip = ip;
        this.wordForIp = wordForIp;
        this.admission = admission;
        this.route = RouteSocket.openIn(namespace);
    }

    static Site named(LabNamespace lab) {
        NetworkNamespace namespace = NetworkNamespace.named(lab.name());
        return new Site(
                namespace, List.of("ip", "-n", lab.name()), lab.name(), (links, link) -> links.moveTo(link, namespace));
    }

    /** The namespace of process 1, which must be that of this process too; it has no name. */
    static Site initial() {
        return new Site(
                NetworkNamespace.ofProcess(1), List.of("ip"), "1", (links, link) -> links.moveToProcess(link, 1));
    }

    RouteSocket route() {
        return route;
    }

    /** What {@code ip link set ... netns} calls it. */
    String wordForIp() {
        return wordForIp;
    }

    /** Takes a link away from where {@code links} are. */
    void admit(LinkOperations links, IfIndex link) {
        admission.accept(links, link);
    }

    /** On a thread inside: TAPs belong to the namespace of the thread that makes them. */
    void inside(Runnable action) {
        namespace.run(action);
    }

    Command.Outcome ip(List<String> arguments) {
        List<String> command = new ArrayList<>(ip);
        command.addAll(arguments);
        return Command.run(command.toArray(String[]::new));
    }

    JsonNode linksByIp() {
        try {
            return JSON.readTree(ip(List.of("-details", "-statistics", "-json", "link"))
                    .orFail()
                    .out());
        } catch (JsonProcessingException e) {
            throw new LabException("ip -json wrote what is no JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        route.close();
    }
}
