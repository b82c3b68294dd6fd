package dev.quarterdeck.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

class ClusterLoggingTest {
    private final Properties before = new Properties();

    @TempDir
    Path logs;

    @BeforeEach
    void remember() {
        before.putAll(System.getProperties());
    }

    @AfterEach
    void logAsBefore() throws Exception {
        System.setProperties(before);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    @Configuration(proxyBeanMethods = false)
    static class Service {}

    @Test
    void aLineIsWrittenOnceHoweverManyServicesStartAtTheSameTime() throws Exception {
        ClusterLogging.begin(logs);
        List<Thread> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(Thread.ofPlatform().start(ClusterLoggingTest::runService));
        }
        for (Thread start : starts) {
            start.join();
        }
        LoggerFactory.getLogger("dev.quarterdeck.audit").info("of an audit");
        LoggerFactory.getLogger("dev.quarterdeck.node").info("of a node");
        java.util.logging.Logger.getLogger("of.a.library").warning("of the JDK's own logging");
        assertThat(lines("audit.log", "of an audit")).hasSize(1);
        assertThat(lines("node-agent.log", "of a node")).hasSize(1);
        assertThat(lines("quarterdeck.log", "of the JDK's own logging")).hasSize(1);
    }

    private static void runService() {
        SpringApplication service = new SpringApplication(Service.class);
        service.setWebApplicationType(WebApplicationType.NONE);
        service.run().close();
    }

    private List<String> lines(String file, String words) throws IOException {
        return Files.readAllLines(logs.resolve(file)).stream()
                .filter(line -> line.contains(words))
                .toList();
    }
}
