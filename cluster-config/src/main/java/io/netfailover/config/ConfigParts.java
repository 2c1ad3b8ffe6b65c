package io.netfailover.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the host's file over the parts that come with the program. */
final class ConfigParts {
    /** In this module's resources; no two of them share a key. */
    static final List<String> OURS =
            List.of("reference-netfailover.conf", "dispatchers.conf", "akka-host.conf", "akka-logging.conf");

    private ConfigParts() {}

    static Config merged(NetfailoverHome home, Optional<Path> configFile) {
        // A file that was asked for must be there; the home's own may be missing.
        Optional<Path> file = configFile.or(
                () -> Stream.of(home.configFile()).filter(Files::exists).findFirst());
        Config own = file.map(ConfigParts::parsed).orElseGet(ConfigFactory::empty);
        refuseMisspeltRoot(own);
        // Ours name environment variables, the host's own file is resolved already.
        return OURS.stream()
                .map(ConfigParts::resource)
                .reduce(own, Config::withFallback)
                .resolve();
    }

    private static Config parsed(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSettingException(file + ": there is no such configuration file");
        }
        if (!Files.isReadable(file)) {
            throw new InvalidSettingException(file + ": this configuration file may not be read by this user");
        }
        try {
            return ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
        } catch (ConfigException e) {
            ConfigOrigin origin = e.origin();
            String place =
                    origin == null || origin.lineNumber() <= 0 ? file.toString() : file + ":" + origin.lineNumber();
            throw new InvalidSettingException(place + ": not HOCON (a superset of JSON): " + withoutPlace(e));
        }
    }

    /** Other roots are allowed, they are Akka's and the journals'; but a whole file that is ignored for one letter helps nobody. */
    private static void refuseMisspeltRoot(Config own) {
        own.root().forEach((key, value) -> {
            if (!key.equals("netfailover")
                    && NearestKey.to(key, List.of("netfailover")).isPresent()) {
                throw new InvalidSettingException(
                        value.origin(), key + ": there is no such key; did you mean netfailover?");
            }
        });
    }

    private static Config resource(String name) {
        return ConfigFactory.parseResources(
                ConfigParts.class.getClassLoader(),
                name,
                ConfigParseOptions.defaults().setAllowMissing(false));
    }

    /** The library writes {@code file: 3: reason}; the place stands before it already. */
    private static String withoutPlace(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        return message.replaceFirst("^[^:]*:( \\d+:)? ", "");
    }
}
