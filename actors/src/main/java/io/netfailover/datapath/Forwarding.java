package io.netfailover.datapath;

import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.Optional;

/**
 * How the frames of one master find their slave: that part of a {@link DataPath} which depends on its steering. Methods marked
 * <em>effect</em> and <em>reflex</em> are as those of {@link DataPath}.
 */
interface Forwarding extends AutoCloseable {
    Steering steering();

    String why();

    /**
     * Effect: the master sends over its slave; first of all over the standby. What was attached by an earlier daemon is used on.
     *
     * @throws SteeringImpossibleException when the kernel lacks something for this kind of steering; then nothing but the master's own
     *     links has been touched
     */
    void attach(LinkWork work);

    /** Whether no frame reaches the master, or leaves it, while it has no carrier. */
    boolean needsCarrier();

    /** Effect: as {@link DataPath#setCarrier}. */
    void setCarrier(LinkWork work, boolean carrier);

    /** The registered slave of that role, whether or not its link still exists. */
    Optional<IfIndex> slave(Role role);

    /** Effect: writes the mark, and makes ready to hand over what the slave receives. */
    void receive(LinkWork work, Role role, IfIndex slave, SlaveMark mark);

    /** Effect: the slave carries the master's frames from now on. */
    void fill(LinkWork work, Role role, IfIndex slave);

    /** Effect: brings what is attached in step with the slaves and with what others have done there. */
    default void follow(LinkWork work) {}

    /** Effect: before a slave, which may be gone, loses its mark. */
    default void letGo(LinkWork work, IfIndex slave) {}

    /** Effect: the opposite of {@link #fill}; for a slave that is not there too. */
    void clear(Role role);

    /** Reflex: as {@link DataPath#steer}. */
    void steer(PathChoice choice);

    /** Reflex: as {@link DataPath#forget}. */
    void forget(Role role);

    /** Effect: the counters as they are now. */
    PathCounters count();

    /** As {@link DataPath#counters}: asks the kernel only where that never waits for a lock. */
    PathCounters counters();

    @Override
    void close();
}
