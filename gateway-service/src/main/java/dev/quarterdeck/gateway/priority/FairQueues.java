package dev.quarterdeck.gateway.priority;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one level that wait. A flow is dealt a few of the queues and its requests join the shortest of them, so that a busy flow fills its own and
 * a quiet one finds an empty one (shuffle sharding, KEP-1040). Queues take turns by start times of a virtual clock: each gets the same share of seats, however long it is.
 * Not thread-safe: the lock of {@link PriorityLimits} guards it.
 */
final class FairQueues {
    private final Queue[] queues;
    private final int handSize;
    private final int length;
    private long clock;
    private int waiting;

    FairQueues(int queues, int handSize, int length) {
        this.queues = new Queue[queues];
        for (int i = 0; i < queues; i++) {
            this.queues[i] = new Queue();
        }
        this.handSize = Math.min(handSize, queues);
        this.length = length;
    }

    /** One request that waits. */
    static final class Waiting {
        final long flow;
        final int width;
        final long deadlineNanos;
        final Consumer<Outcome> then;
        private long start;
        /** Null once it does not wait any more. */
        private @Nullable Queue queue;

        /** @param flow hash of its flow; @param width seats it will take; @param then told once, outside the lock */
        Waiting(long flow, int width, long deadlineNanos, Consumer<Outcome> then) {
            this.flow = flow;
            this.width = width;
            this.deadlineNanos = deadlineNanos;
            this.then = then;
        }
    }

    /** How waiting ended. */
    enum Outcome {
        SEATED,
        REFUSED
    }

    private static final class Queue {
        private final ArrayDeque<Waiting> requests = new ArrayDeque<>(2);
        private long nextStart;
    }

    int waiting() {
        return waiting;
    }

    /** Whether there was room. */
    boolean add(Waiting request) {
        Queue queue = shortest(request.flow);
        if (queue == null) {
            return false;
        }
        request.start = queue.requests.isEmpty() ? Math.max(clock, queue.nextStart) : queue.nextStart;
        queue.nextStart = request.start + request.width;
        request.queue = queue;
        queue.requests.add(request);
        waiting++;
        return true;
    }

    /** The shortest queue of the flow's hand; null where all are full. */
    private @Nullable Queue shortest(long flow) {
        Queue best = null;
        long dealt = flow;
        int[] hand = new int[handSize];
        for (int card = 0; card < handSize; card++) {
            dealt = dealt * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
            int pick = (int) Long.remainderUnsigned(dealt >>> 16, queues.length - card);
            hand[card] = nth(pick, hand, card);
            Queue queue = queues[hand[card]];
            if (queue.requests.size() < length && (best == null || queue.requests.size() < best.requests.size())) {
                best = queue;
            }
        }
        return best;
    }

    /** The {@code pick}th queue of those that are not in the hand yet. */
    private static int nth(int pick, int[] hand, int dealt) {
        int index = pick;
        boolean moved = true;
        int below = 0;
        while (moved) {
            int taken = 0;
            for (int i = 0; i < dealt; i++) {
                if (hand[i] <= index) {
                    taken++;
                }
            }
            moved = taken != below;
            index += taken - below;
            below = taken;
        }
        return index;
    }

    /** The request whose turn it is; null where none waits. It stays until {@link #take}. */
    @Nullable
    Waiting next() {
        Queue queue = nextQueue();
        return queue == null ? null : queue.requests.peek();
    }

    /** Removes what {@link #next} gave. */
    void take() {
        Queue queue = nextQueue();
        Waiting request = queue == null ? null : queue.requests.poll();
        if (request != null) {
            clock = Math.max(clock, request.start);
            request.queue = null;
            waiting--;
        }
    }

    private @Nullable Queue nextQueue() {
        Queue best = null;
        long lowest = Long.MAX_VALUE;
        for (Queue queue : queues) {
            Waiting head = queue.requests.peek();
            if (head != null && (best == null || head.start < lowest)) {
                best = queue;
                lowest = head.start;
            }
        }
        return best;
    }

    /** Lets go of one whose client has left. Whether it was still waiting. */
    boolean abandon(Waiting request) {
        Queue queue = request.queue;
        if (queue == null) {
            return false;
        }
        queue.requests.remove(request);
        request.queue = null;
        waiting--;
        return true;
    }

    /** Gives up all that wait, for other queues to take. */
    void drain(Consumer<Waiting> to) {
        for (Queue queue : queues) {
            for (Waiting head = queue.requests.poll(); head != null; head = queue.requests.poll()) {
                waiting--;
                head.queue = null;
                to.accept(head);
            }
        }
    }

    /** Removes those that have waited too long. */
    void expire(long nowNanos, Consumer<Waiting> expired) {
        for (Queue queue : queues) {
            for (Waiting head = queue.requests.peek();
                    head != null && nowNanos - head.deadlineNanos >= 0;
                    head = queue.requests.peek()) {
                queue.requests.poll();
                head.queue = null;
                waiting--;
                expired.accept(head);
            }
        }
    }
}
