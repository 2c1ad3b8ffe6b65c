package io.netfailover.netlink;

import java.util.List;
import java.util.Optional;

/**
 * A routing rule, {@code struct fib_rule_hdr} of linux/fib_rules.h.
 *
 * @param priority unsigned; lower ones are asked first
 * @param inverted the rule is for what does not match
 * @param inputLink name of the link that packets came in by; empty for all
 * @param mask which bits of {@code mark} matter; -1 for all
 * @param table for TO_TABLE
 * @param target priority of the rule to go to, for GOTO
 * @param suppressPrefixLength routes with prefixes of that length or less do not count; -1 for none
 * @param others what this library does not interpret (ports, users, VRFs), to be given back unchanged
 */
public record Rule(
        boolean inet6,
        int priority,
        Optional<IpPrefix> from,
        Optional<IpPrefix> to,
        boolean inverted,
        String inputLink,
        String outputLink,
        int tos,
        int mark,
        int mask,
        RuleAction action,
        int table,
        int target,
        int suppressPrefixLength,
        List<RawAttribute> others) {
    public Rule {
        others = List.copyOf(others);
    }

    /** Of IPv4, for all packets. */
    public static Builder inet(int priority) {
        return new Builder(false, priority);
    }

    /** Of IPv6, for all packets. */
    public static Builder inet6(int priority) {
        return new Builder(true, priority);
    }

    /** As {@code ip rule} writes it, in short. */
    public String text() {
        return Integer.toUnsignedString(priority) + ":"
                + (inverted ? " not" : "")
                + " from " + from.map(IpPrefix::text).orElse("all")
                + to.map(prefix -> " to " + prefix.text()).orElse("")
                + (inputLink.isEmpty() ? "" : " iif " + inputLink)
                + (outputLink.isEmpty() ? "" : " oif " + outputLink)
                + (action == RuleAction.TO_TABLE
                        ? " lookup " + Integer.toUnsignedString(table)
                        : " " + action.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** Begins with a rule for all packets that looks up in no table yet. */
    public static final class Builder {
        private final boolean inet6;
        private int priority;
        private Optional<IpPrefix> from = Optional.empty();
        private Optional<IpPrefix> to = Optional.empty();
        private boolean inverted;
        private String inputLink = "";
        private String outputLink = "";
        private int tos;
        private int mark;
        private int mask;
        private RuleAction action = RuleAction.TO_TABLE;
        private int table;
        private int target;
        private int suppressPrefixLength = -1;
        private List<RawAttribute> others = List.of();

        Builder(boolean inet6, int priority) {
            this.inet6 = inet6;
            this.priority = priority;
        }

        Builder priority(int value) {
            priority = value;
            return this;
        }

        public Builder from(IpPrefix value) {
            from = Optional.of(value);
            return this;
        }

        public Builder to(IpPrefix value) {
            to = Optional.of(value);
            return this;
        }

        public Builder inverted(boolean value) {
            inverted = value;
            return this;
        }

        public Builder inputLink(String name) {
            inputLink = name;
            return this;
        }

        public Builder outputLink(String name) {
            outputLink = name;
            return this;
        }

        public Builder tos(int value) {
            tos = value;
            return this;
        }

        public Builder mark(int value, int bits) {
            mark = value;
            mask = bits;
            return this;
        }

        public Builder action(RuleAction value) {
            action = value;
            return this;
        }

        public Builder table(int value) {
            table = value;
            return this;
        }

        public Builder target(int value) {
            target = value;
            action = RuleAction.GOTO;
            return this;
        }

        public Builder suppressPrefixLength(int value) {
            suppressPrefixLength = value;
            return this;
        }

        public Builder others(List<RawAttribute> value) {
            others = value;
            return this;
        }

        int mark() {
            return mark;
        }

        int mask() {
            return mask;
        }

        public Rule build() {
            return new Rule(
                    inet6,
                    priority,
                    from,
                    to,
                    inverted,
                    inputLink,
                    outputLink,
                    tos,
                    mark,
                    mask,
                    action,
                    table,
                    target,
                    suppressPrefixLength,
                    others);
        }
    }
}
