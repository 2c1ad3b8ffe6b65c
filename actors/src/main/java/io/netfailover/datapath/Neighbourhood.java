package io.netfailover.datapath;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The network beyond the slaves of one master. Methods marked <em>effect</em> are as those of {@link DataPath}. */
public interface Neighbourhood {
    /**
     * Effect: tells neighbours and switches once that the master is to be reached over {@code slave}: gratuitous ARP and unsolicited
     * neighbour advertisements for its addresses (RARP when it has none), reports of the groups that it hears.
     */
    void announce(IfIndex slave);

    /** Effect: empty while the speed is not known, as without carrier. */
    OptionalInt speedMbits(IfIndex slave);

    /**
     * Asks the targets over {@code slave} until it is closed; returns at once.
     *
     * @param hear is told what is found first, and each change: true, a target answers, or false; on a thread of its own
     */
    PathProbe probe(IfIndex slave, Question question, Consumer<Boolean> hear);

    /**
     * What to ask.
     *
     * @param interval between two questions, and the time for an answer
     * @param misses questions without an answer of any target, after which none answers; 1 or more
     */
    record Question(List<InetAddress> targets, Duration interval, int misses) {
        public Question {
            targets = List.copyOf(targets);
        }
    }

    /** A probe that runs. */
    interface PathProbe extends AutoCloseable {
        /** Returns at once; the listener may hear one more change. */
        @Override
        void close();
    }
}
