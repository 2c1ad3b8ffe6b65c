package io.netfailover.actors;

import akka.actor.typed.javadsl.ActorContext;
import io.netfailover.actors.MasterProtocol.Command;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.DataPathException;
import io.netfailover.datapath.LinkConfiguration;
import io.netfailover.datapath.LiveMasters;
import io.netfailover.datapath.Neighbourhood;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.MasterState.Slave;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The effects of one master on the kernel, one at a time, each of which tells the actor how it ended. */
final class MasterEffects {
    private final ActorContext<Command> context;
    private final MasterName name;
    private final LiveMasters masters;
    private final EffectLane lane;
    private final EffectLane aside;
    private Optional<DataPath> dataPath = Optional.empty();
    private Optional<IfIndex> taking = Optional.empty();

    MasterEffects(ActorContext<Command> context, MasterName name, MasterProtocol.House house) {
        this.context = context;
        this.name = name;
        this.masters = new LiveMasters(house.dataPaths());
        this.lane = new EffectLane(house.host().effects());
        this.aside = new EffectLane(house.host().effects());
    }

    /** Present while the master is in service. */
    Optional<DataPath> dataPath() {
        return dataPath;
    }

    boolean isTaking() {
        return taking.isPresent();
    }

    /** What an establishment would move. */
    void readStandby(MasterDefinition definition) {
        context.pipeToSelf(
                lane.run(() -> masters.toBring(definition)),
                (found, failure) -> failure == null ? new MasterProtocol.StandbyRead(found) : notEstablished(failure));
    }

    void establish(MasterDefinition definition, Optional<LinkConfiguration> remembered) {
        context.pipeToSelf(
                lane.run(() -> masters.establish(definition, remembered)),
                (path, failure) -> failure == null ? new MasterProtocol.Established(path) : notEstablished(failure));
    }

    private static Command notEstablished(Throwable failure) {
        Throwable cause = EffectLane.cause(failure);
        String advice = cause instanceof DataPathException refusal ? refusal.advice() : "";
        return new MasterProtocol.NotEstablished(EffectLane.words(failure), advice);
    }

    /** The established data path is the one to work on. */
    void serve(DataPath path) {
        close();
        dataPath = Optional.of(path);
    }

    void open(boolean up) {
        withPath(up ? "open the slaves" : "close the slaves", path -> path.setSlavesUp(up));
    }

    /** Beside the lane: it changes nothing that another effect could meet, and is not to wait for one. */
    void announce(IfIndex slave) {
        Neighbourhood neighbourhood = dataPath.orElseThrow().neighbourhood();
        String what = "announce the master on link " + slave;
        run(
                aside,
                () -> {
                    neighbourhood.announce(slave);
                    return what;
                },
                done -> MasterProtocol.Prompt.PUBLISH,
                words -> new MasterProtocol.EffectFailed(what, words));
    }

    /** Beside the lane. */
    void readSpeed(IfIndex slave) {
        Neighbourhood neighbourhood = dataPath.orElseThrow().neighbourhood();
        run(
                aside,
                () -> neighbourhood.speedMbits(slave),
                speed -> new MasterProtocol.SpeedRead(slave, speed),
                words -> new MasterProtocol.EffectFailed("read the speed of link " + slave, words));
    }

    void setCarrier(boolean carrier) {
        withPath(carrier ? "raise the carrier" : "drop the carrier", path -> path.setCarrier(carrier));
    }

    void followMtu() {
        withPath("have the slaves take the master's MTU", DataPath::followMtu);
    }

    /** Has the slaves follow the master, and reads what it shows of them. */
    void mirror(List<Link> vlans) {
        DataPath path = dataPath.orElseThrow();
        run(() -> path.mirror(vlans), MasterProtocol.Mirrored::new, MasterProtocol.NotMirrored::new);
    }

    /** Registers a primary; {@link #taken} when the actor has heard how it ended. */
    void take(Link link) {
        taking = Optional.of(link.ifIndex());
        DataPath path = dataPath.orElseThrow();
        run(
                () -> {
                    path.register(Role.PRIMARY, link);
                    return link;
                },
                MasterProtocol.Taken::new,
                words -> new MasterProtocol.NotTaken(link, words));
    }

    void taken() {
        taking = Optional.empty();
    }

    void release(Slave primary) {
        withPath(
                "release " + primary.name(),
                path -> path.release(Role.PRIMARY, primary.key().ifIndex()));
    }

    /** What {@link #unmake} would move. */
    void readMaster() {
        run(() -> masters.toGiveBack(name), MasterProtocol.MasterRead::new, MasterProtocol.NotUnmade::new);
    }

    /** Removes every trace, by the data path if there is one, else by what the kernel shows. */
    void unmake(Optional<LinkConfiguration> remembered) {
        Optional<DataPath> path = dataPath;
        dataPath = Optional.empty();
        run(
                () -> {
                    if (path.isPresent()) {
                        masters.remove(name, path.get(), remembered);
                    } else {
                        masters.remove(name, remembered);
                    }
                    return new MasterProtocol.Unmade();
                },
                unmade -> unmade,
                MasterProtocol.NotUnmade::new);
    }

    /** After the effects that use it; the kernel goes on forwarding. */
    void close() {
        dataPath.ifPresent(path -> lane.run(() -> {
            path.close();
            return path;
        }));
        dataPath = Optional.empty();
    }

    private interface Step {
        void on(DataPath path);
    }

    private void withPath(String what, Step step) {
        DataPath path = dataPath.orElseThrow();
        run(
                () -> {
                    step.on(path);
                    return what;
                },
                done -> MasterProtocol.Prompt.PUBLISH,
                words -> new MasterProtocol.EffectFailed(what, words));
    }

    private <T> void run(Callable<T> effect, Function<T, Command> done, Function<String, Command> failed) {
        run(lane, effect, done, failed);
    }

    private <T> void run(
            EffectLane within, Callable<T> effect, Function<T, Command> done, Function<String, Command> failed) {
        context.pipeToSelf(
                within.run(effect),
                (result, failure) -> failure == null ? done.apply(result) : failed.apply(EffectLane.words(failure)));
    }
}
