package dev.quarterdeck.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layering of the whole, each rule a sentence. */
@AnalyzeClasses(packages = "dev.quarterdeck", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    private static final String KUBE_API = "dev.quarterdeck.kube..";
    private static final String CEL = "dev.quarterdeck.cel..";
    private static final String WATCH_STREAM = "dev.quarterdeck.stream..";
    private static final String STATE_CLIENT = "dev.quarterdeck.stateclient..";
    private static final String RECONCILE_RUNTIME = "dev.quarterdeck.reconcile..";
    private static final String STATE_SERVICE = "dev.quarterdeck.state..";
    private static final String GATEWAY_SERVICE = "dev.quarterdeck.gateway..";
    private static final String SCHEDULER_SERVICE = "dev.quarterdeck.scheduler..";
    private static final String CONTROLLER_SERVICE = "dev.quarterdeck.controller..";
    private static final String NETWORK_SERVICE = "dev.quarterdeck.network..";
    private static final String NODE_AGENT = "dev.quarterdeck.node..";
    private static final String LAUNCHER = "dev.quarterdeck.launcher..";
    private static final String[] LIBRARIES = {KUBE_API, CEL, WATCH_STREAM, STATE_CLIENT, RECONCILE_RUNTIME};
    private static final String[] SERVICES = {
        STATE_SERVICE, GATEWAY_SERVICE, SCHEDULER_SERVICE, CONTROLLER_SERVICE, NETWORK_SERVICE, NODE_AGENT
    };

    @ArchTest
    static final ArchRule libraries_depend_on_no_service = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule state_service_depends_on_no_other_service = standsAlone(STATE_SERVICE);

    @ArchTest
    static final ArchRule gateway_service_depends_on_no_other_service = standsAlone(GATEWAY_SERVICE);

    @ArchTest
    static final ArchRule scheduler_service_depends_on_no_other_service = standsAlone(SCHEDULER_SERVICE);

    @ArchTest
    static final ArchRule controller_service_depends_on_no_other_service = standsAlone(CONTROLLER_SERVICE);

    @ArchTest
    static final ArchRule network_service_depends_on_no_other_service = standsAlone(NETWORK_SERVICE);

    @ArchTest
    static final ArchRule node_agent_depends_on_no_other_service = standsAlone(NODE_AGENT);

    @ArchTest
    static final ArchRule nothing_depends_on_the_launcher = noClasses()
            .that()
            .resideOutsideOfPackage(LAUNCHER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LAUNCHER);

    @ArchTest
    static final ArchRule kube_api_knows_no_spring_no_sql_no_kafka_and_no_http = noClasses()
            .that()
            .resideInAPackage(KUBE_API)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "java.sql..",
                    "javax.sql..",
                    "org.apache.kafka..",
                    "java.net.http..",
                    "io.netty..",
                    "reactor..");

    @ArchTest
    static final ArchRule only_state_service_and_commands_for_operators_touch_postgresql = noClasses()
            .that()
            .resideOutsideOfPackages(STATE_SERVICE, "dev.quarterdeck.testkit..", "dev.quarterdeck.launcher.backup..")
            .and()
            .doNotHaveFullyQualifiedName("dev.quarterdeck.launcher.cli.SqlCommand")
            .and()
            .doNotHaveFullyQualifiedName("dev.quarterdeck.launcher.cli.FenceCommand")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.postgresql..", "org.springframework.jdbc..", "org.flywaydb..");

    @ArchTest
    static final ArchRule only_watch_stream_knows_kafkas_records = noClasses()
            .that()
            .resideOutsideOfPackages(
                    WATCH_STREAM,
                    "dev.quarterdeck.testkit..",
                    "dev.quarterdeck.embedded..",
                    "dev.quarterdeck.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.clients.producer..", "org.apache.kafka.clients.consumer..");

    @ArchTest
    static final ArchRule no_package_cycles_between_the_concepts_of_a_module =
            slices().matching("dev.quarterdeck.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = classes()
            .should()
            .haveSimpleNameNotEndingWith("Impl")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Common");

    @ArchTest
    static final ArchRule nobody_sleeps = noClasses()
            .should()
            .callMethodWhere(new DescribedPredicate<>("Thread.sleep") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                    JavaClass owner = call.getTargetOwner();
                    return owner.isEquivalentTo(Thread.class)
                            && call.getTarget().getName().equals("sleep");
                }
            });

    /** It looks for a library of cryptography to read them with, and loads all of it where there is one: 700 classes. {@code PemFiles} needs none. */
    @ArchTest
    static final ArchRule nobody_lets_netty_read_keys = noClasses()
            .should()
            .callMethodWhere(new DescribedPredicate<>("SslContextBuilder for servers or with files of keys") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                    return call.getTargetOwner().getName().equals("io.netty.handler.ssl.SslContextBuilder")
                            && (call.getTarget().getName().equals("forServer")
                                    || call.getTarget().getName().equals("keyManager")
                                            && call.getTarget().getRawParameterTypes().stream()
                                                    .anyMatch(type -> type.isEquivalentTo(java.io.File.class)));
                }
            });

    private static ArchRule standsAlone(String service) {
        String[] others = java.util.Arrays.stream(SERVICES)
                .filter(s -> !s.equals(service))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(service)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }
}
