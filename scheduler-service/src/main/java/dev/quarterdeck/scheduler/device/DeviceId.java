package dev.quarterdeck.scheduler.device;

/** A device by its names, which stay the same when its slice is published anew. */
record DeviceId(PoolId pool, String name) {
    static DeviceId of(String driver, String pool, String name) {
        return new DeviceId(new PoolId(driver, pool), name);
    }

    @Override
    public String toString() {
        return pool + "/" + name;
    }
}
