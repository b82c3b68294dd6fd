package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.DataDirectory;

/** placeholder */
public final class HostTeardown {
    public static HostTeardown of(DataDirectory directory) {
        return new HostTeardown();
    }

    public void run() {}
}
