package dev.quarterdeck.launcher.up;

import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.bootstrap.TextEncryptorConfigBootstrapper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * One service as a Spring context of its own in this JVM: its own settings, its own beans, and those that it shares with others, handed in as they are. Shared
 * beans are closed by the context that made them.
 */
final class ServiceContext {
    static {
        leaveOutEncryptedSettings();
    }

    private final Class<?>[] configurations;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final Map<Class<?>, Object> shared = new LinkedHashMap<>();
    private WebApplicationType web = WebApplicationType.NONE;

    private ServiceContext(Class<?>... configurations) {
        this.configurations = configurations;
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.main.log-startup-info", "false");
        properties.put("spring.main.register-shutdown-hook", "false");
        properties.put("spring.jmx.enabled", "false");
        properties.put("logging.register-shutdown-hook", "false");
    }

    /**
     * Spring Cloud would decrypt settings where it finds a library for it, and finds the one that makes our certificates: out of a signed jar, at each start, for half a
     * second. It looks through the thread's class loader, once.
     */
    private static void leaveOutEncryptedSettings() {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            MethodHandles.lookup().ensureInitialized(TextEncryptorConfigBootstrapper.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    static ServiceContext of(Class<?>... configurations) {
        return new ServiceContext(configurations);
    }

    ServiceContext with(String property, Object value) {
        properties.put(property, value);
        return this;
    }

    ServiceContext with(Map<String, ?> more) {
        properties.putAll(more);
        return this;
    }

    <T> ServiceContext sharing(Class<T> type, T bean) {
        shared.put(type, bean);
        return this;
    }

    /** With a listener of its own (reactive). */
    ServiceContext serving() {
        web = WebApplicationType.REACTIVE;
        return this;
    }

    ConfigurableApplicationContext start() {
        // Properties go in as arguments: they come before the environment and before any file of the service.
        String[] arguments = properties.entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toArray(String[]::new);
        return new SpringApplicationBuilder(configurations)
                .web(web)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties("spring.config.name=all-in-one")
                .initializers(context -> register((GenericApplicationContext) context))
                .run(arguments);
    }

    @SuppressWarnings("unchecked")
    private void register(GenericApplicationContext context) {
        shared.forEach((type, bean) ->
                context.registerBean("shared" + type.getSimpleName(), (Class<Object>) type, () -> bean, definition -> {
                    // Before what a context would configure by itself, such as a metrics registry of its own.
                    definition.setPrimary(true);
                    ((AbstractBeanDefinition) definition).setDestroyMethodName("");
                }));
    }
}
