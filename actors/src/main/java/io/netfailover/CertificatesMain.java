package io.netfailover;

import io.netfailover.StartException.Exit;
import io.netfailover.config.FleetCertificates;
import io.netfailover.config.FleetTls;
import io.netfailover.types.HostName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code netfailover cluster init --host NAME... --directory DIR [--days DAYS]}: makes the certificates of a fleet, without a daemon. */
public final class CertificatesMain {
    private static final int MOST_DAYS = 36_500;

    private CertificatesMain() {}

    /** @param args directory, days, hosts */
    public static void main(String[] args) {
        try {
            int days = Integer.parseInt(args[1]);
            if (days < 1 || days > MOST_DAYS) {
                throw new IllegalArgumentException("--days " + days + ": allowed is 1 to " + MOST_DAYS);
            }
            List<HostName> hosts =
                    Arrays.stream(args).skip(2).map(HostName::new).distinct().toList();
            make(new FleetCertificates(Path.of(args[0]), days), hosts);
        } catch (IllegalArgumentException e) {
            Main.exit(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            Main.exit(
                    Exit.REFUSED,
                    e.getMessage()
                            + " is there already: that host has a certificate; remove the directory to make a new one");
        } catch (IOException e) {
            Main.exit(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static void make(FleetCertificates certificates, List<HostName> hosts) throws IOException {
        System.out.println((certificates.prepareAuthority() ? "made the authority " : "used the authority ")
                + certificates.authority());
        for (HostName host : hosts) {
            FleetTls files = certificates.issue(host);
            System.out.println("made " + files.certificate() + ", "
                    + files.key().getFileName() + " and " + files.ca().getFileName() + " for " + host
                    + ": they belong into tls/ beside its netfailover.conf");
        }
    }
}
