package dev.quarterdeck.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {
    @TempDir
    Path directory;

    private static FilePayload file(String text) {
        return new FilePayload(text.getBytes(StandardCharsets.UTF_8), 0640);
    }

    private boolean write(Map<String, FilePayload> files) throws Exception {
        return new AtomicDirectory(directory, AtomicDirectory.Ownership.ROOT).write(files);
    }

    @Test
    void changes_all_files_at_once_through_one_link() throws Exception {
        assertThat(write(Map.of("a", file("1"), "sub/b", file("2")))).isTrue();
        Path first = Files.readSymbolicLink(directory.resolve("..data"));
        assertThat(directory.resolve("a")).isSymbolicLink().hasContent("1");
        assertThat(directory.resolve("sub/b")).hasContent("2");
        assertThat(Files.getAttribute(directory.resolve("a"), "unix:mode")).isEqualTo(0100640);

        assertThat(write(Map.of("a", file("1"), "sub/b", file("2")))).isFalse();
        assertThat(Files.readSymbolicLink(directory.resolve("..data"))).isEqualTo(first);

        assertThat(write(Map.of("a", file("3")))).isTrue();
        assertThat(directory.resolve("a")).hasContent("3");
        assertThat(directory.resolve("sub")).doesNotExist();
        assertThat(directory.resolve(first)).doesNotExist();
    }

    @Test
    void keeps_sub_paths_inside_the_volume() throws Exception {
        Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc"));
        assertThat(PodVolumes.subPath(directory, "x/y")).isDirectory();
        assertThatThrownBy(() -> PodVolumes.subPath(directory, "../x")).isInstanceOf(VolumeError.class);
        assertThatThrownBy(() -> PodVolumes.subPath(directory, "out/passwd")).isInstanceOf(VolumeError.class);
        assertThatThrownBy(() -> PodVolumes.subPath(directory, "/etc")).isInstanceOf(VolumeError.class);
    }
}
