package dev.quarterdeck.stream.cache;

/** Where an object stands: the number of its block, of the chunk in that, and of the object in that. What is behind the last object has its own place. */
record Place(int block, int chunk, int index) implements Comparable<Place> {
    static final Place BEGIN = new Place(0, 0, 0);

    /** The same place, named by the object that stands there: behind the last of a chunk is the first of the next. */
    Place within(Block[] blocks) {
        if (block == blocks.length || index < blocks[block].chunk(chunk).size()) {
            return this;
        }
        return chunk + 1 < blocks[block].length() ? new Place(block, chunk + 1, 0) : new Place(block + 1, 0, 0);
    }

    @Override
    public int compareTo(Place other) {
        if (block != other.block) {
            return Integer.compare(block, other.block);
        }
        return chunk != other.chunk ? Integer.compare(chunk, other.chunk) : Integer.compare(index, other.index);
    }
}
