package dev.quarterdeck.scheduler.device;

/** A claim or class that makes no sense as it is, or a pool that is being published: the pod is tried again after its back-off. */
final class DeviceException extends dev.quarterdeck.scheduler.cycle.SchedulingException {
    private static final long serialVersionUID = 1;

    DeviceException(String message) {
        super("running \"DynamicResources\" filter plugin: " + message);
    }
}
