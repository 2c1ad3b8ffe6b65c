package io.netfailover.config;

import io.netfailover.types.HostName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the certificates of a fleet in one directory: {@code authority.p12}, which signs them and need not be on any host, and for each
 * host a directory with {@code ca.crt}, {@code node.crt} and {@code node.key}. Uses keytool, which comes with every Java.
 */
public final class FleetCertificates {
    /** In each node's certificate: nodes talk to those that have it too, see Akka's RotatingKeysSSLEngineProvider. */
    static final String FLEET = "netfailover-fleet";

    private static final String AUTHORITY = "authority";
    /** A PKCS#12 file must have one; the file's rights are what protects the authority's key. */
    private static final String PASSWORD = FLEET;

    private static final long KEYTOOL_SECONDS = 60;
    private static final String KEY_BITS = "2048";

    private final Path directory;
    private final int days;

    /** @param days how long what is made is valid */
    public FleetCertificates(Path directory, int days) {
        this.directory = directory;
        this.days = days;
    }

    public Path authority() {
        return directory.resolve(AUTHORITY + ".p12");
    }

    /**
     * Makes the authority where there is none yet, so that hosts can be added later.
     *
     * @return whether it was made
     * @throws IOException when keytool or the disk refuses, in their words
     */
    public boolean prepareAuthority() throws IOException {
        if (Files.exists(authority())) {
            return false;
        }
        Files.createDirectories(directory);
        Path unfinished = directory.resolve(AUTHORITY + ".new");
        Files.deleteIfExists(unfinished);
        keyPair(
                unfinished,
                AUTHORITY,
                "netfailover fleet authority",
                List.of("-ext", "bc:c", "-ext", "ku:c=keyCertSign"));
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
        Files.move(unfinished, authority(), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /**
     * Makes a host's certificate, or leaves the one that it has.
     *
     * @return the files, which belong into {@code tls/} of the host's configuration
     * @throws java.nio.file.FileAlreadyExistsException when the host has files already
     * @throws IOException when keytool or the disk refuses, in their words
     */
    public FleetTls issue(HostName host) throws IOException {
        Path own = Files.createDirectory(directory.resolve(host.value()));
        Path work = Files.copy(authority(), own.resolve("work.p12"), StandardCopyOption.COPY_ATTRIBUTES);
        FleetTls files = new FleetTls(own.resolve("ca.crt"), own.resolve("node.crt"), own.resolve("node.key"));
        try {
            keyPair(
                    work,
                    host.value(),
                    host.value(),
                    List.of(
                            "-signer",
                            AUTHORITY,
                            "-ext",
                            "san=dns:" + FLEET + ",dns:" + host,
                            "-ext",
                            "eku=serverAuth,clientAuth"));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(work)) {
                store.load(in, PASSWORD.toCharArray());
            }
            // PKCS#12 knows its entries by lower-case names.
            byte[] key = store.getKey(host.value(), PASSWORD.toCharArray()).getEncoded();
            Files.createFile(
                    files.key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(files.key(), pem("PRIVATE KEY", key));
            Files.writeString(
                    files.certificate(),
                    pem("CERTIFICATE", store.getCertificate(host.value()).getEncoded()));
            Files.writeString(
                    files.ca(),
                    pem("CERTIFICATE", store.getCertificate(AUTHORITY).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of " + host + " cannot be made: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(work);
        }
        return files;
    }

    private void keyPair(Path store, String alias, String commonName, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + commonName,
                "-keyalg",
                "RSA",
                "-keysize",
                KEY_BITS,
                "-validity",
                Integer.toString(days),
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(more);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            // It says a few lines at most, so that its pipe never fills.
            if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("keytool had not ended after " + KEYTOOL_SECONDS + " s");
            }
            if (keytool.exitValue() != 0) {
                String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                throw new IOException("keytool: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        } finally {
            keytool.destroyForcibly();
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
