package dev.quarterdeck.stream.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JvmSchedulerTest {
    private static final CountDownLatch READY = new CountDownLatch(1);

    private final VirtualThreadSchedulerMXBean jvm =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    /** Whoever uses it first waits in its initializer, and all others wait for that one. */
    private static final class Slow {
        static {
            try {
                READY.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        static void use() {}
    }

    @Test
    @Timeout(60)
    void whatAllCarriersWaitForIsDoneByOneMore() throws InterruptedException {
        JvmScheduler scheduler = new JvmScheduler();
        CarrierThreads carriers = new CarrierThreads(scheduler);
        int before = jvm.getParallelism();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < before; i++) {
            waiting.add(Thread.ofVirtual().start(Slow::use));
        }
        while (jvm.getMountedVirtualThreadCount() < before || scheduler.waiting() > 0) {
            Thread.onSpinWait();
        }
        Thread helper = Thread.ofVirtual().start(READY::countDown);
        assertThat(scheduler.waiting()).isEqualTo(1);

        for (int added = 0; added == 0; ) {
            added = carriers.look();
        }

        assertThat(jvm.getParallelism()).isEqualTo(before + 1);
        assertThat(helper.join(Duration.ofSeconds(30))).isTrue();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(scheduler.waiting()).isZero();
        assertThat(scheduler.cpu()).isBetween(1L, TimeUnit.HOURS.toNanos(1));
    }
}
