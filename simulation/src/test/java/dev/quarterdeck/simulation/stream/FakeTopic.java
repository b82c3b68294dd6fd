package dev.quarterdeck.simulation.stream;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One partition's log: what consumers may see ends at the high watermark. */
final class FakeTopic {
    /** @param failed tells the producer that the record is gone */
    record Entry(ProducerRecord<byte[], byte[]> record, Runnable failed) {}

    final String name;
    final List<Entry> log = new ArrayList<>();
    long start;
    long watermark;

    FakeTopic(String name) {
        this.name = name;
    }

    long end() {
        return start + log.size();
    }

    Entry at(long offset) {
        return log.get((int) (offset - start));
    }

    /** Whether it has not been cut off; what retention removed was acknowledged before. */
    boolean has(long offset, Entry entry) {
        return offset < start || offset < end() && at(offset) == entry;
    }

    /** Cuts off what is at or after this offset; returns it. */
    List<Entry> cut(long offset) {
        int keep = (int) Math.max(0, offset - start);
        List<Entry> tail = log.subList(Math.min(keep, log.size()), log.size());
        List<Entry> gone = List.copyOf(tail);
        tail.clear();
        watermark = Math.min(watermark, end());
        return gone;
    }

    /** Forgets what is before this offset. */
    void forget(long offset) {
        int n = (int) Math.clamp(offset - start, 0, log.size());
        log.subList(0, n).clear();
        start += n;
    }
}
