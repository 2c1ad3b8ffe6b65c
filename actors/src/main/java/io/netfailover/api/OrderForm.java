package io.netfailover.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.journal.GuestMaster;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what {@code POST /v1/migrations} asks for. What it does not know is refused, since it would change how a VM is moved. */
final class OrderForm {
    private static final Set<String> FIELDS = Set.of(
            "domain",
            "to",
            "strategy",
            "feed",
            "noVf",
            "guestMaster",
            "timeout",
            "bandwidthMiBps",
            "maxDowntimeMs",
            "autoConverge",
            "parallelConnections",
            "tls",
            "copyStorage");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    /** 1 TiB/s: what is beyond is a mistake in the unit. */
    private static final int MOST_BANDWIDTH = 1 << 20;
    /** QEMU's MAX_MIGRATE_DOWNTIME: 2000 s. */
    private static final int MOST_DOWNTIME = 2_000_000;
    /** QEMU's multifd-channels is an 8 bit number. */
    private static final int MOST_CONNECTIONS = 255;

    private final JsonNode form;

    private OrderForm(JsonNode form) {
        this.form = form;
    }

    /** @throws ApiProblem usage, or refused for a destination that cannot be */
    static MigrationOrder read(JsonNode form, Migrations migrations) {
        return new OrderForm(form).order(migrations);
    }

    private MigrationOrder order(Migrations migrations) {
        for (Iterator<String> names = form.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw ApiProblem.usage("unknown field '" + name + "'", "see docs/reference/json.md");
            }
        }
        Migrations.Defaults defaults = migrations.defaults();
        MigrationOrder order = new MigrationOrder(
                name("domain", DomainName::new),
                migrations.self(),
                name("to", HostName::new),
                word("strategy", MigrationStrategy.EXPLICIT),
                word("feed", defaults.feed()),
                word("noVf", defaults.noVf()),
                word("guestMaster", GuestMaster.KERNEL),
                timeout(defaults.timeout()),
                number("bandwidthMiBps", MOST_BANDWIDTH),
                number("maxDowntimeMs", MOST_DOWNTIME),
                flag("autoConverge"),
                number("parallelConnections", MOST_CONNECTIONS),
                flag("tls"),
                flag("copyStorage"));
        requireDestination(order, migrations);
        return order;
    }

    private static void requireDestination(MigrationOrder order, Migrations migrations) {
        if (order.destination().equals(migrations.self())) {
            throw ApiProblem.refused(
                    order.domain() + " is to move to " + order.destination() + ", which is this host",
                    "name another host");
        } else if (!migrations.hosts().contains(order.destination())) {
            throw ApiProblem.refused(
                    "there is no host " + order.destination() + " in the fleet",
                    "it has "
                            + migrations.hosts().stream().map(HostName::value).collect(Collectors.joining(", "))
                            + ": see netfailover.fleet.nodes");
        }
    }

    private <T> T name(String field, Function<String, T> parse) {
        JsonNode value = form.path(field);
        if (!value.isTextual()) {
            throw ApiProblem.usage("there is no '" + field + "'", "domain and to must be named");
        }
        try {
            return parse.apply(value.asText());
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(String.valueOf(e.getMessage()), "see 'netfailover migrate --help'");
        }
    }

    private <E extends Enum<E>> E word(String field, E fallback) {
        if (!form.hasNonNull(field)) {
            return fallback;
        }
        String text = form.path(field).asText();
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> ApiProblem.usage(
                        "unknown " + field + " '" + text + "'",
                        "use " + Arrays.stream(all).map(OrderForm::word).collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Duration timeout(Duration fallback) {
        if (!form.hasNonNull("timeout")) {
            return fallback;
        }
        String text = form.path("timeout").asText();
        try {
            Duration timeout = Duration.parse(text);
            if (timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0) {
                return timeout;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw ApiProblem.usage("timeout '" + text + "' is not from 1 s to 24 h", "write PT5M for five minutes");
    }

    private int number(String field, int most) {
        if (!form.hasNonNull(field)) {
            return 0;
        }
        JsonNode value = form.path(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < 0 || value.asInt() > most) {
            throw ApiProblem.usage(
                    field + " " + value.asText() + " is no number from 0 to " + most, "0 leaves it to the hypervisor");
        }
        return value.asInt();
    }

    private boolean flag(String field) {
        JsonNode value = form.path(field);
        if (!form.hasNonNull(field) || value.isBoolean()) {
            return value.asBoolean();
        }
        throw ApiProblem.usage(field + " is neither true nor false", "see docs/reference/json.md");
    }
}
