package dev.quarterdeck.gateway.read;

import dev.quarterdeck.stream.cache.CachedObject;
import java.util.Iterator;
import java.util.function.Function;

/** Objects of a list as what is sent of them, each made when its turn comes. */
record EncodedItems(Iterator<CachedObject> objects, Function<CachedObject, byte[]> encoder)
        implements Iterator<byte[]> {

    @Override
    public boolean hasNext() {
        return objects.hasNext();
    }

    @Override
    public byte[] next() {
        return encoder.apply(objects.next());
    }
}
