package io.netfailover.config;

import io.netfailover.types.HostName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * What proves to the other nodes that this host belongs to the fleet, in PEM files; read again for new connections, so that they can be
 * renewed while the daemon runs.
 *
 * @param ca certificate of the authority that signed the certificates of all nodes
 * @param certificate of this host
 * @param key of the certificate: RSA, since that is what Akka's TLS can read
 */
public record FleetTls(Path ca, Path certificate, Path key) {
    private static final String PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PKCS8_END = "-----END PRIVATE KEY-----";

    /**
     * Finds what a handshake would only call "bad certificate". Dates are left to the handshake: it has a clock.
     *
     * @throws InvalidSettingException naming the file, what is wrong with it and how to mend it
     */
    void check(HostName self) {
        X509Certificate authority = certificateIn(ca, "netfailover.fleet.tls.ca");
        X509Certificate own = certificateIn(certificate, "netfailover.fleet.tls.certificate");
        try {
            own.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw invalid(
                    "netfailover.fleet.tls.certificate", certificate, "it was not signed by the authority in " + ca);
        }
        if (!(own.getPublicKey() instanceof RSAPublicKey publicKey)) {
            throw invalid(
                    "netfailover.fleet.tls.certificate",
                    certificate,
                    "its key is " + own.getPublicKey().getAlgorithm() + ", it must be RSA");
        }
        if (!privateKey().getModulus().equals(publicKey.getModulus())) {
            throw invalid("netfailover.fleet.tls.key", key, "it is not the key of the certificate in " + certificate);
        }
        if (!own.getSubjectX500Principal().getName().contains("CN=" + self)) {
            throw invalid(
                    "netfailover.fleet.tls.certificate",
                    certificate,
                    "it is made out to " + own.getSubjectX500Principal().getName() + ", not to this host, CN=" + self);
        }
    }

    private static X509Certificate certificateIn(Path file, String setting) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw unreadable(setting, file);
        } catch (GeneralSecurityException e) {
            throw invalid(setting, file, "it holds no certificate in PEM form");
        }
    }

    private RSAPrivateKey privateKey() {
        String setting = "netfailover.fleet.tls.key";
        String pem;
        try {
            pem = Files.readString(key);
        } catch (IOException e) {
            throw unreadable(setting, key);
        }
        int begin = pem.indexOf(PKCS8_BEGIN);
        int end = pem.indexOf(PKCS8_END);
        if (begin < 0 || end < begin) {
            throw invalid(setting, key, "it holds no private key in PKCS#8 PEM form (" + PKCS8_BEGIN + ")");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + PKCS8_BEGIN.length(), end));
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid(setting, key, "the private key in it must be an RSA key");
        }
    }

    private static InvalidSettingException unreadable(String setting, Path file) {
        return invalid(setting, file, "there is no such file, or it may not be read");
    }

    private static InvalidSettingException invalid(String setting, Path file, String why) {
        return new InvalidSettingException(
                setting + " = " + file + ": " + why + "; netfailover cluster init makes what a fleet needs");
    }
}
