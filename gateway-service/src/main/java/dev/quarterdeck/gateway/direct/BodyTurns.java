package dev.quarterdeck.gateway.direct;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Long answers of one connection go on in turns of {@value #PARTS} parts. Were all of them to write at once, the codec would share the connection out among them in frames of one KiB
 * (the quantum of {@link io.netty.handler.codec.http2.WeightedFairQueueByteDistributor}), and what all of them have made would leave the processor's caches before it is encrypted. Whose
 * client does not take it (RFC 9113, 5.2) waits alone: it gives its turn up. Connection's thread.
 */
public final class BodyTurns {
    static final int PARTS = 4;
    /** The longest that a part may be, in bytes. */
    public static final int PART = 32 * 1024;

    private final Deque<Turn> waiting = new ArrayDeque<>();
    private @Nullable Turn current;
    /** Parts of all answers that are on the connection. */
    private long taken;

    /** @param window bytes that the client takes of this stream at present */
    Turn turn(LongSupplier window) {
        return new Turn(window);
    }

    private void next() {
        current = null;
        // who is called and makes nothing has not taken its turn
        while (current == null && !waiting.isEmpty()) {
            Turn first = waiting.removeFirst();
            first.waits = false;
            first.goOn.run();
        }
    }

    /** What one answer knows of its turns. */
    public final class Turn {
        private final LongSupplier window;
        private Runnable goOn = () -> {};
        private boolean waits;
        private boolean over;
        private int made;
        private int underWay;
        private long own;
        private long before;

        private Turn(LongSupplier window) {
            this.window = window;
        }

        /** @param now called when it is this answer's turn, until {@link #leave} */
        public void follow(Runnable now) {
            goOn = now;
        }

        /**
         * Whether a part may be made now, and the turn is this answer's. Where not, it goes on when it is called, or when a part of its own has left. Who has nothing to make
         * does not ask.
         */
        public boolean take() {
            if (underWay > 0 && !fits(underWay + 1)) {
                return false;
            }
            if (current == null) {
                current = this;
                made = 0;
            }
            if (current == this && (made < PARTS || waiting.isEmpty())) {
                return true;
            }
            if (!waits) {
                waits = true;
                waiting.addLast(this);
            }
            return false;
        }

        private boolean fits(int parts) {
            return (long) parts * PART <= window.getAsLong();
        }

        /** A part is on its way to the codec. */
        public void made() {
            made++;
            underWay++;
        }

        /** The codec has got a part. */
        void sent() {
            if (current == this && !fits(underWay)) {
                next();
            }
        }

        /** A part is on the connection, or never will be. */
        void left(boolean written) {
            underWay--;
            if (written) {
                taken++;
                own++;
            }
            passOn();
        }

        /** Whether the client has taken something, of this answer or of those that it waits for, since this was asked before. */
        public boolean moved() {
            long now = waits ? taken : own;
            boolean moved = now != before;
            before = now;
            return moved;
        }

        /** Nothing more is made. */
        public void leave() {
            goOn = () -> {};
            over = true;
            if (waits) {
                waits = false;
                waiting.remove(this);
            }
            passOn();
        }

        private void passOn() {
            if (current == this && underWay == 0 && (over || made >= PARTS)) {
                next();
            }
        }
    }
}
