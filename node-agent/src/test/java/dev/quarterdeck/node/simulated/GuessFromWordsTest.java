package dev.quarterdeck.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.image.ImageReference;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.simulated.SimulatedCommand.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuessFromWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    exit 4                                      | 0    | 4
                    exit 0                                      | 0    | 0
                    true                                        | 0    | 0
                    /bin/false                                  | 0    | 1
                    echo hello; date && ls /                    | 0    | 0
                    for i in 1 2 3; do echo $i; done            | 0    | 0
                    sleep 2; exit 1                             | 2    | 1
                    sleep 1m && sleep 0.5                       | 60.5 | 0
                    X=1 echo $X; wc -l                           | 0    | 0
                    """)
    void scriptsThatEnd(String script, double seconds, int code) {
        SimulatedCommand guess = SimulatedCommand.of(List.of("/bin/sh", "-c", script));
        assertThat(guess.ends()).contains(Duration.ofMillis((long) (seconds * 1000)));
        assertThat(guess.exitCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true; do sleep 5; done",
                "until nslookup db; do echo waiting; sleep 2; done",
                "touch /tmp/a; tail -f /dev/null",
                "/app/server --verbose=true",
                "run-forever"
            })
    void scriptsThatRunOn(String script) {
        assertThat(SimulatedCommand.of(List.of("sh", "-c", script)).ends()).isEmpty();
    }

    @Test
    void programsByTheirNames() {
        assertThat(SimulatedCommand.of(List.of("sleep", "5")).ends()).contains(Duration.ofSeconds(5));
        assertThat(SimulatedCommand.of(List.of("/bin/busybox", "sleep", "5")).ends())
                .contains(Duration.ofSeconds(5));
        assertThat(SimulatedCommand.of(List.of("sleep", "1000000")).onTerm()).isEmpty();
        assertThat(SimulatedCommand.of(List.of("sleep", "infinity")).ends().orElseThrow())
                .isGreaterThan(Duration.ofDays(300));
        assertThat(SimulatedCommand.of(List.of("/bin/false")).exitCode()).isEqualTo(1);
        assertThat(SimulatedCommand.of(List.of("perl", "-Mbignum=bpi", "-wle", "print bpi(2000)"))
                        .ends())
                .contains(Duration.ZERO);
        assertThat(SimulatedCommand.of(List.of("nginx", "-g", "daemon off;")).ends())
                .isEmpty();
        assertThat(SimulatedCommand.of(List.of("manager", "--leader-elect=true"))
                        .ends())
                .isEmpty();
        assertThat(SimulatedCommand.of(List.of("manager", "--sleep 5", "--dry", "false"))
                        .ends())
                .isEmpty();
        assertThat(SimulatedCommand.of(List.of("-c", "exit 3")).exitCode()).isEqualTo(3);
        assertThat(SimulatedCommand.of(List.of("bash", "/scripts/run.sh")).ends())
                .isEmpty();
    }

    @Test
    void aShellWithoutATrapDoesNotHearSigterm() {
        assertThat(SimulatedCommand.of(List.of("sh", "-c", "while true; do sleep 1; done"))
                        .onTerm())
                .isEmpty();
        assertThat(SimulatedCommand.of(List.of("nginx")).onTerm()).contains(new Ending(Duration.ZERO, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    trap exit TERM; while true; do sleep 1; done                      | 0 | 0
                    trap 'exit 3' INT SIGTERM; sleep 100                              | 0 | 3
                    end() { sleep 5; exit 143; }; trap end SIGTERM; while true; do sleep 1; done | 5 | 143
                    trap "sleep 2m; exit 1" 15; /app/server                           | 120 | 1
                    """)
    void aTrapSaysHowSigtermEndsIt(String script, long seconds, int code) {
        SimulatedCommand guess = SimulatedCommand.of(List.of("sh", "-c", script));
        assertThat(guess.onTerm()).contains(new Ending(Duration.ofSeconds(seconds), code));
        assertThat(guess.exitCode()).isZero();
    }

    @Test
    void anImageOfAShellEndsUnlessItHasAnInput() {
        SimulatedImage busybox = SimulatedImage.of("docker.io/library/busybox:1.37");
        assertThat(SimulatedCommand.ofImage(busybox, false).ends()).contains(Duration.ZERO);
        assertThat(SimulatedCommand.ofImage(busybox, true).ends()).isEmpty();
        assertThat(SimulatedCommand.ofImage(SimulatedImage.of("docker.io/library/nginx:1"), false)
                        .ends())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "webserver:404, true",
        "foo:non-existent, true",
        "registry.k8s.io/e2e/agnhost:nonexistent, true",
        "example.com/does-not-exist/app, true",
        "localhost/some-image-that-doesnt-exist, true",
        "nginx:no-such-tag, true",
        "nginx:1.404, false",
        "nginx, false",
        "registry.k8s.io/pause:3.10.2, false",
        "notary:1, false",
    })
    void imagesThatCannotBe(String image, boolean absent) {
        String reference = ImageReference.normalized(image).orElseThrow();
        Optional<RuntimeFailure> failure = SimulatedImage.of(reference).absence();
        assertThat(failure.isPresent()).isEqualTo(absent);
        failure.ifPresent(f -> assertThat(f)
                .hasMessage("rpc error: code = NotFound desc = failed to pull and unpack image \"" + reference
                        + "\": failed to resolve reference \"" + reference + "\": " + reference + ": not found"));
    }

    @Test
    void aRegistryThatCannotBe() {
        assertThat(SimulatedImage.of("invalid.registry.k8s.io/invalid/alpine:3.1")
                        .absence()
                        .orElseThrow())
                .hasMessageEndingWith(
                        "failed to do request: Head \"https://invalid.registry.k8s.io/v2/invalid/alpine/manifests/3.1\":"
                                + " dial tcp: lookup invalid.registry.k8s.io: no such host");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ',',
            quoteCharacter = '"',
            value = {
                "sleep 10, 10",
                "sh -c 'sleep 2; exit 1', 2",
                "sh -c 'while true; do echo; sleep 1; done', 31536000",
                "sh -c 'until nc -z db 5432; do sleep 1; done', 0",
                "cat /tmp/health, 0",
                "pg_isready, 0",
                "redis-cli ping, 0"
            })
    void hooksAndProbesTakeTheirTime(String command, long seconds) {
        int script = command.indexOf(" -c ");
        List<String> words = script < 0
                ? List.of(command.split(" "))
                : List.of("sh", "-c", command.substring(script + 4).replace("'", ""));

        assertThat(SimulatedCommand.lasts(words)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
