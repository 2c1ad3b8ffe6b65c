package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.Path;
import io.netfailover.types.Role;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReflexThreadTest {
    private static final PathChoice TO_PRIMARY = new PathChoice(Path.PRIMARY, Role.PRIMARY, false);
    private static final PathChoice TO_STANDBY = new PathChoice(Path.STANDBY, Role.PRIMARY, true);

    private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);

    private ReflexThread thread(boolean heldUp) {
        return new ReflexThread(
                "test",
                new ReflexThread.Switch() {
                    @Override
                    public void forget(Role role) {
                        done.add(role);
                    }

                    @Override
                    public void choose(PathChoice choice) {
                        if (refusals.getAndDecrement() > 0) {
                            throw new DataPathException("not now");
                        }
                        done.add(choice);
                        await(heldUp);
                    }
                },
                ended::countDown);
    }

    private void await(boolean heldUp) {
        try {
            if (heldUp) {
                free.await();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasAskedForMeanwhileIsDoneOnceAndTheLastChoiceWins() throws InterruptedException {
        try (ReflexThread thread = thread(true)) {
            thread.choose(TO_STANDBY);
            assertThat(done.take()).isEqualTo(TO_STANDBY);
            for (int i = 0; i < 1000; i++) {
                thread.choose(TO_STANDBY);
                thread.choose(TO_PRIMARY);
            }
            thread.forget(Role.STANDBY);
            free.countDown();
            assertThat(done.take()).isEqualTo(Role.STANDBY);
            assertThat(done.take()).isEqualTo(TO_PRIMARY);
            assertThat(done.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void whatTheKernelRefusesIsTriedAgainUnlessSomethingElseIsWanted() throws InterruptedException {
        try (ReflexThread thread = thread(false)) {
            refusals.set(2);
            thread.choose(TO_PRIMARY);
            assertThat(done.take()).isEqualTo(TO_PRIMARY);
            refusals.set(1);
            thread.choose(TO_PRIMARY);
            thread.forget(Role.PRIMARY);
            thread.choose(TO_STANDBY);
            Object last = done.take();
            while (!last.equals(TO_STANDBY)) {
                last = done.take();
            }
        }
    }

    @Test
    void afterItIsClosedNothingIsBegun() throws InterruptedException {
        ReflexThread thread = thread(false);
        thread.close();
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        thread.choose(TO_PRIMARY);
        thread.forget(Role.PRIMARY);
        assertThat(done).isEmpty();
    }
}
