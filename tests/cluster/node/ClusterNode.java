import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * One OpenSearch node in a process of its own, so that killing the process is losing the machine.
 *
 * <p>Usage: {@code ClusterNode HOME setting=value…}; a value with commas is a list. It ends with the process.
 */
public final class ClusterNode extends Node {
    /** What the product needs beyond the core; each plugin's class is named one way in 2.x and another in 3.x. */
    private static final List<List<String>> PLUGINS = List.of(
        List.of(
            "org.opensearch.transport.Netty4Plugin",
            "org.opensearch.transport.Netty4ModulePlugin",
            "org.opensearch.transport.netty4.Netty4ModulePlugin"),
        List.of(
            "org.opensearch.analysis.common.CommonAnalysisPlugin",
            "org.opensearch.analysis.common.CommonAnalysisModulePlugin"),
        List.of("org.opensearch.painless.PainlessPlugin", "org.opensearch.painless.PainlessModulePlugin"),
        List.of("org.opensearch.join.ParentJoinPlugin", "org.opensearch.join.ParentJoinModulePlugin"));

    @SuppressWarnings({"unchecked", "rawtypes"})
    private ClusterNode(Environment environment, Collection plugins) {
        super(environment, plugins, true);
    }

    public static void main(String[] arguments) throws Exception {
        LogConfigurator.registerErrorListener();
        Path home = Path.of(arguments[0]);
        Settings.Builder settings = Settings.builder().put("path.home", home);
        for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            int equals = argument.indexOf('=');
            String name = argument.substring(0, equals);
            String value = argument.substring(equals + 1);
            if (value.contains(",")) {
                settings.putList(name, value.split(","));
            } else {
                settings.put(name, value);
            }
        }
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), home.resolve("config"), () -> "local");
        Node node = new ClusterNode(environment, plugins());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        node.start();
        Thread.currentThread().join();
    }

    /** Classes for a node of 2.x, descriptions of plugins for one of 3.x: the constructor's erasure is the same. */
    private static List<Object> plugins() throws Exception {
        List<Object> found = new ArrayList<>();
        for (List<String> names : PLUGINS) {
            String name = names.stream().filter(ClusterNode::exists).findFirst()
                .orElseThrow(() -> new IllegalStateException("none of " + names + " is among the jars"));
            found.add(Version.CURRENT.major < 3 ? Class.forName(name) : described(name));
        }
        return found;
    }

    private static Object described(String name) throws Exception {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        for (Constructor<?> made : PluginInfo.class.getConstructors()) {
            Class<?>[] kinds = made.getParameterTypes();
            if (kinds.length == 9 && kinds[3] == Version.class) {
                return made.newInstance(
                    simple, "", "NA", Version.CURRENT, "17", name, null, List.of(), false);
            }
        }
        throw new IllegalStateException("PluginInfo has no constructor this launcher knows");
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
