package dev.quarterdeck.node.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs code in a named network namespace ({@code ip netns}): sockets that it makes stay there for life, whoever uses them afterwards. Each call has a
 * thread of its own that enters the namespace (setns(2)) and ends.
 *
 * @param name of the namespace; empty = that of the process
 */
public record NetworkNamespace(String name) {
    public static final NetworkNamespace OWN = new NetworkNamespace("");

    private static final int CLONE_NEWNET = 0x40000000;
    private static final int READ_ONLY = 0;

    /** @throws IllegalStateException the namespace cannot be entered */
    public <T> T call(Supplier<T> code) {
        if (name.isEmpty()) {
            return code.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().name("netns-" + name).start(() -> {
            try {
                enter();
                result.complete(code.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void enter() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        MethodHandle setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/run/netns/" + name);
            int file = (int) open.invokeExact(path, READ_ONLY);
            if (file < 0) {
                throw new IllegalStateException("there is no network namespace " + name);
            }
            int entered = (int) setns.invokeExact(file, CLONE_NEWNET);
            int unused = (int) close.invokeExact(file);
            if (entered != 0) {
                throw new IllegalStateException("network namespace " + name + " cannot be entered: not permitted");
            }
        }
    }
}
