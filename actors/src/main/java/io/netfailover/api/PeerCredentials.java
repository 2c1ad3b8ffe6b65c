package io.netfailover.api;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.server.Request;

/** Who may use the API: root, the daemon's own user, and the configured ones, by what the kernel says of the peer (SO_PEERCRED). */
final class PeerCredentials {
    private final List<UserPrincipal> allowed = new ArrayList<>();

    PeerCredentials(List<Integer> allowedUids) throws IOException {
        UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
        allowed.add(users.lookupPrincipalByName("0"));
        allowed.add(own(users));
        for (int uid : allowedUids) {
            allowed.add(users.lookupPrincipalByName(Integer.toString(uid)));
        }
    }

    /** In a small guest or container nobody has a name; /proc knows the number, unless the kernel hides this process there. */
    private static UserPrincipal own(UserPrincipalLookupService users) throws IOException {
        try {
            return users.lookupPrincipalByName(System.getProperty("user.name"));
        } catch (UserPrincipalNotFoundException e) {
            return Files.getOwner(Path.of("/proc/self"));
        }
    }

    /**
     * The caller, as the journal names it.
     *
     * @throws ApiProblem when the caller may not use the API
     */
    String authorise(Request request) {
        UserPrincipal user = peer(request);
        if (!allowed.contains(user)) {
            throw ApiProblem.forbidden(
                    "user " + user.getName() + " may not use this socket",
                    "run as root, or add the uid to netfailover.api.allowed-uids");
        }
        return "user:" + user.getName();
    }

    private static UserPrincipal peer(Request request) {
        Object transport =
                request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        try {
            if (transport instanceof SocketChannel channel) {
                return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            }
        } catch (IOException e) {
            throw ApiProblem.forbidden("the kernel does not say who is calling: " + e.getMessage(), "call again");
        }
        throw ApiProblem.forbidden("this connection has no peer credentials", "use the Unix socket");
    }
}
