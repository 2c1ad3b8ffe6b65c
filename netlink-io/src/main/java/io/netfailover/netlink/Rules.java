package io.netfailover.netlink;

import java.util.List;
import java.util.stream.Stream;

/** Routing rules, as {@code ip rule} shows and changes them. */
public final class Rules {
    private final Exchange kernel;

    Rules(Exchange kernel) {
        this.kernel = kernel;
    }

    /** Of both families, in the order in which the kernel asks them. */
    public List<Rule> list() {
        return Stream.of(false, true).flatMap(inet6 -> list(inet6).stream()).toList();
    }

    private List<Rule> list(boolean inet6) {
        return kernel.dump(
                () -> "list routing rules",
                request -> RuleMessage.dump(request, inet6),
                RuleMessage.RTM_NEWRULE,
                RuleMessage::decode);
    }

    /** @throws NetlinkException EEXIST when there is one that is the same in all */
    public void add(Rule rule) {
        kernel.execute(() -> "add routing rule " + rule.text(), request -> RuleMessage.add(request, rule));
    }

    /** @return false when there is none */
    public boolean delete(Rule rule) {
        return kernel.executeUnless(
                () -> "delete routing rule " + rule.text(), request -> RuleMessage.delete(request, rule), "ENOENT");
    }
}
