package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.RouteMessage.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RTM_NEWRULE, RTM_DELRULE and RTM_GETRULE: {@code struct fib_rule_hdr} and FRA_* of linux/fib_rules.h. */
final class RuleMessage {
    static final int RTM_NEWRULE = 32;
    static final int RTM_DELRULE = 33;
    static final int RTM_GETRULE = 34;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_PAD = 18;
    private static final int FRA_PROTOCOL = 21;

    private static final int FIB_RULE_INVERT = 2;

    /** Eight bytes (family, destination and source length, TOS, table, two reserved, action), flags. */
    private static final int HEADER_BYTES = 12;

    private static final int DST_LEN = 1;
    private static final int SRC_LEN = 2;
    private static final int TOS = 3;
    private static final int TABLE = 4;
    private static final int ACTION = 7;
    private static final int FLAGS = 8;

    private static final int MAX_SHORT_TABLE = 255;

    private RuleMessage() {}

    static RequestWriter add(RequestWriter request, Rule rule) {
        request.begin(RTM_NEWRULE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
        return rule(request, rule, rule.action().number());
    }

    /** The kernel deletes the first rule that agrees with all that is said. */
    static RequestWriter delete(RequestWriter request, Rule rule) {
        // to look up in a table is what is left unsaid
        int action = rule.action() == RuleAction.TO_TABLE ? 0 : rule.action().number();
        return rule(request.begin(RTM_DELRULE, NLM_F_ACK), rule, action);
    }

    static RequestWriter dump(RequestWriter request, boolean inet6) {
        return request.begin(RTM_GETRULE, NLM_F_DUMP)
                .fixed8(inet6 ? AF_INET6 : AF_INET)
                .fixed8(0)
                .fixed16(0)
                .fixed(0)
                .fixed(0);
    }

    private static RequestWriter rule(RequestWriter request, Rule rule, int action) {
        boolean shortTable = rule.table() >= 0 && rule.table() <= MAX_SHORT_TABLE;
        request.fixed8(rule.inet6() ? AF_INET6 : AF_INET)
                .fixed8(rule.to().map(IpPrefix::length).orElse(0))
                .fixed8(rule.from().map(IpPrefix::length).orElse(0))
                .fixed8(rule.tos())
                .fixed8(shortTable ? rule.table() : 0)
                .fixed16(0)
                .fixed8(action)
                .fixed(rule.inverted() ? FIB_RULE_INVERT : 0);
        rule.from().ifPresent(prefix -> request.inetAddress(FRA_SRC, prefix.address()));
        rule.to().ifPresent(prefix -> request.inetAddress(FRA_DST, prefix.address()));
        if (!rule.inputLink().isEmpty()) {
            request.name(FRA_IIFNAME, rule.inputLink());
        }
        if (!rule.outputLink().isEmpty()) {
            request.name(FRA_OIFNAME, rule.outputLink());
        }
        if (rule.mark() != 0 || rule.mask() != 0) {
            request.u32(FRA_FWMARK, rule.mark()).u32(FRA_FWMASK, rule.mask());
        }
        if (!shortTable) {
            request.u32(FRA_TABLE, rule.table());
        }
        if (rule.action() == RuleAction.GOTO) {
            request.u32(FRA_GOTO, rule.target());
        }
        request.u32(FRA_PRIORITY, rule.priority());
        if (rule.suppressPrefixLength() >= 0) {
            request.u32(FRA_SUPPRESS_PREFIXLEN, rule.suppressPrefixLength());
        }
        rule.others().forEach(other -> request.raw(other.type(), other.value()));
        return request;
    }

    /** Empty for families that are not IP. */
    static Optional<Rule> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, HEADER_BYTES);
        int family = payload.get(0) & 0xff;
        if (family != AF_INET && family != AF_INET6) {
            return Optional.empty();
        }
        int toLength = payload.get(DST_LEN) & 0xff;
        int fromLength = payload.get(SRC_LEN) & 0xff;
        Rule.Builder rule = family == AF_INET6 ? Rule.inet6(0) : Rule.inet(0);
        rule.tos(payload.get(TOS) & 0xff)
                .table(payload.get(TABLE) & 0xff)
                .action(RuleAction.of(payload.get(ACTION) & 0xff))
                .inverted((payload.getInt(FLAGS) & FIB_RULE_INVERT) != 0);
        List<RawAttribute> others = new ArrayList<>();
        while (attributes.next()) {
            switch (attributes.type()) {
                case FRA_DST -> rule.to(prefix(attributes.inetAddress(), toLength));
                case FRA_SRC -> rule.from(prefix(attributes.inetAddress(), fromLength));
                case FRA_IIFNAME -> rule.inputLink(attributes.string());
                case FRA_OIFNAME -> rule.outputLink(attributes.string());
                case FRA_GOTO -> rule.target(attributes.u32());
                case FRA_PRIORITY -> rule.priority(attributes.u32());
                case FRA_FWMARK -> rule.mark(attributes.u32(), rule.mask());
                case FRA_FWMASK -> rule.mark(rule.mark(), attributes.u32());
                case FRA_TABLE -> rule.table(attributes.u32());
                case FRA_SUPPRESS_PREFIXLEN -> rule.suppressPrefixLength(attributes.u32());
                case FRA_PAD, FRA_PROTOCOL -> {
                    // filling, and who added it
                }
                default -> others.add(new RawAttribute(attributes.type(), attributes.raw()));
            }
        }
        return Optional.of(rule.others(others).build());
    }
}
