package io.netfailover.actors;

import akka.actor.typed.javadsl.ActorContext;
import io.netfailover.journal.MasterState;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.time.Instant;

/** What the parts of one master's actor share: what it knows, its effects, and its voice. */
record MasterDesk(
        ActorContext<FailoverMaster.Command> context,
        MasterName name,
        FailoverMaster.House house,
        MasterView view,
        MasterEffects effects) {

    /** To the log and to the monitors. */
    void say(String kind, String text) {
        context.getLog().info("{}", text);
        house.host().announce(kind, name.value(), name + ": " + text);
    }

    void publish(MasterState state) {
        view.status(state).ifPresent(status -> house.host().board().publish(name, status));
    }

    /** Has the link's transitions journalled. */
    void track(LinkKey link) {
        house.inventory().tell(new Inventory.TrackNetdev(link));
    }

    LinkKey key(IfIndex ifIndex) {
        return house.host().identity().key(ifIndex);
    }

    Instant now() {
        return house.host().clock().instant();
    }
}
