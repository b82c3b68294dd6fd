package dev.quarterdeck.launcher.up;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.quarterdeck.launcher.data.LauncherException;
import java.net.URL;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Logging of a process that holds several services: {@code cluster-logback.xml}, a file for each. Set up once, before the first service starts. Each of them is a
 * Spring application that would set it up again, and two that do so at the same time leave each file with two writers, so that its lines are there twice.
 */
final class ClusterLogging {
    private static final String CONFIGURATION = "cluster-logback.xml";
    /** Logs to a file of its own only by that configuration. */
    private static final String AUDIT = "dev.quarterdeck.audit";

    private ClusterLogging() {}

    /** @param logs the directory of the files */
    static void begin(Path logs) {
        System.setProperty("quarterdeck.logs", logs.toString());
        System.setProperty("logback.configurationFile", CONFIGURATION);
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (!context.getLogger(AUDIT).iteratorForAppenders().hasNext()) {
            // The command line has logged in its own way before.
            configure(context);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void configure(LoggerContext context) {
        URL configuration = ClusterLogging.class.getClassLoader().getResource(CONFIGURATION);
        try {
            context.reset();
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new LauncherException("cannot set up logging", e);
        }
    }
}
