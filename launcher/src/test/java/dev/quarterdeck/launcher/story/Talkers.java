package dev.quarterdeck.launcher.story;

/** Pods that speak: one that answers what it is told, one that ends after four lines, one whose first life is short. */
final class Talkers {
    static final String LISTENER = pod(
            "listener", "Never", "while read line; do echo \"you said $line\"; done", "stdin: true, stdinOnce: true, ");

    static final String TICKER = pod("ticker", "Never", "for i in 1 2 3 4; do echo tick $i; sleep 1; done", "");

    static final String CRASHER = pod(
            "crasher",
            "Always",
            "if [ -e /state/lived ]; then echo life 2; exec sleep 1000; fi; touch /state/lived; echo life 1; exit 3",
            "");

    private Talkers() {}

    private static String pod(String name, String restartPolicy, String script, String stdin) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  restartPolicy: %s
                  terminationGracePeriodSeconds: 1
                  containers:
                    - {name: talker, image: "quarterdeck.local/web:1", %svolumeMounts: [{name: state, mountPath: /state}],
                       command: [sh, -c, %s]}
                  volumes: [{name: state, emptyDir: {}}]
                """.formatted(name, restartPolicy, stdin, "'" + script.replace("'", "''") + "'");
    }
}
