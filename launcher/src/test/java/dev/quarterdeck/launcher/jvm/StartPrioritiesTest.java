package dev.quarterdeck.launcher.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartPrioritiesTest {
    private static final String COMPILER = "C2 CompilerThre";

    @TempDir
    Path tasks;

    private final List<String> said = new ArrayList<>();
    private boolean privileged = true;

    private final Renice renice = new Renice() {
        @Override
        boolean canUndo(int nice, int former) {
            return privileged;
        }

        @Override
        void set(int nice, List<String> threads) {
            said.add(nice + " " + threads.stream().sorted().toList());
            threads.forEach(thread -> thread(thread, COMPILER, nice));
        }
    };

    private void thread(String id, String name, int nice) {
        try {
            Path task = Files.createDirectories(tasks.resolve(id));
            Files.writeString(
                    task.resolve("stat"),
                    id + " (" + name + ") S 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 " + nice + " 99 0 100 0\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyTheSecondCompilerComesLastAndHasItsFormerValueAgain() {
        thread("11", COMPILER, 5);
        thread("12", "C1 CompilerThre", 5);
        thread("13", "a) S 9 (b", 5);
        StartPriorities priorities = new StartPriorities(tasks, renice);
        assertThat(said).containsExactly("19 [11]");
        priorities.close();
        assertThat(said).containsExactly("19 [11]", "5 [11]");
        priorities.close();
        assertThat(said).hasSize(2);
    }

    @Test
    void whatYieldedIsRestoredWhenTheApiServesAndTheCompilerLater() {
        thread("11", COMPILER, 0);
        StartPriorities priorities = new StartPriorities(tasks, renice);
        thread("21", "start-1", 10);
        thread("22", "one it started", 10);
        priorities.served();
        assertThat(said).containsExactly("19 [11]", "0 [21, 22]");
        priorities.close();
        assertThat(said).containsExactly("19 [11]", "0 [21, 22]", "0 [11]");
    }

    @Test
    void whatComesMeanwhileIsRestoredToo() {
        thread("11", COMPILER, 0);
        StartPriorities priorities = new StartPriorities(tasks, renice);
        thread("14", COMPILER, 19);
        thread("22", "one started late", 10);
        priorities.close();
        assertThat(said.getLast()).isEqualTo("0 [11, 14, 22]");
    }

    @Test
    void whatCannotBeUndoneIsNotDone() {
        privileged = false;
        thread("11", COMPILER, 0);
        StartPriorities priorities = new StartPriorities(tasks, renice);
        priorities.yieldToApi();
        priorities.served();
        priorities.close();
        assertThat(said).isEmpty();
    }

    @Test
    void withoutSuchThreadsThereIsNothingToDo() {
        thread("12", "C1 CompilerThre", 0);
        new StartPriorities(tasks, renice).close();
        new StartPriorities(tasks.resolve("absent"), renice).close();
        assertThat(said).isEmpty();
    }

    /** Of this JVM, as far as the system lets this user; without the privilege its threads stay as they are. */
    @Test
    void theSystemDoesAsItIsTold() throws Exception {
        int usual = nice(COMPILER).getFirst();
        boolean able = new Renice().canUndo(StartPriorities.LAST, usual);
        CountDownLatch looked = new CountDownLatch(1);
        try (StartPriorities priorities = StartPriorities.begin()) {
            assertThat(nice(COMPILER)).isNotEmpty().containsOnly(able ? StartPriorities.LAST : usual);
            List<Integer> seen = new ArrayList<>();
            Thread yielding = Thread.ofPlatform().name("yields-first").start(() -> {
                priorities.yieldToApi();
                Thread child = Thread.ofPlatform().name("yields-too").start(() -> awaitQuietly(looked));
                seen.addAll(nice("yields-"));
                priorities.served();
                seen.addAll(nice("yields-"));
                looked.countDown();
                joinQuietly(child);
            });
            yielding.join();
            int low = able ? StartPriorities.YIELDING : usual;
            assertThat(seen).containsExactly(low, low, usual, usual);
        }
        assertThat(nice(COMPILER)).isNotEmpty().containsOnly(usual);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> nice(String name) {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            return all.flatMap(ThreadStat::read)
                    .filter(thread -> thread.name().startsWith(name))
                    .map(ThreadStat::nice)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
