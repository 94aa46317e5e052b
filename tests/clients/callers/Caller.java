package org.openapitools.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.Map;

/** Makes the calls of a file by the generated classes, found by name, and prints what each gave back as JSON again. */
public final class Caller {
    private final ObjectMapper mapper;
    private final ApiClient client;

    private Caller(String base) {
        client = new ApiClient();
        client.updateBaseUri(base);
        mapper = client.getObjectMapper();
    }

    public static void main(String[] arguments) throws Exception {
        Caller caller = new Caller(arguments[0]);
        for (JsonNode call : caller.mapper.readTree(new File(arguments[1]))) {
            ObjectNode said = caller.mapper.createObjectNode();
            said.set("operation", call.get("operation"));
            try {
                said.set("answer", caller.mapper.valueToTree(caller.answer(call)));
            } catch (InvocationTargetException error) {
                said.put("error", String.valueOf(error.getCause()));
            }
            System.out.println(caller.mapper.writeValueAsString(said));
        }
    }

    private Object answer(JsonNode call) throws Exception {
        String operation = camel(call.get("operation").asText());
        String named = capital(camel(call.get("tag").asText())) + "Api";
        Class<?> api = Class.forName("org.openapitools.client.api." + named);
        Object instance = api.getConstructor(ApiClient.class).newInstance(client);
        Object given = null;
        for (Class<?> inner : api.getDeclaredClasses()) {
            if (inner.getSimpleName().equals("API" + capital(operation) + "Request")) {
                given = request(inner, call.get("arguments"));
            }
        }
        Object back = given == null
            ? api.getMethod(operation).invoke(instance)
            : api.getMethod(operation, given.getClass()).invoke(instance, given);
        if (!(back instanceof File)) {
            return back;
        }
        byte[] bytes = Files.readAllBytes(((File) back).toPath());
        return call.get("binary").asBoolean() ? bytes : new String(bytes, StandardCharsets.UTF_8);
    }

    private Object request(Class<?> type, JsonNode arguments) throws Exception {
        Object builder = type.getMethod("newBuilder").invoke(null);
        Iterator<Map.Entry<String, JsonNode>> given = arguments.fields();
        while (given.hasNext()) {
            Map.Entry<String, JsonNode> one = given.next();
            for (Method method : builder.getClass().getMethods()) {
                if (method.getName().equals(camel(one.getKey())) && method.getParameterCount() == 1) {
                    var wanted = mapper.getTypeFactory().constructType(method.getGenericParameterTypes()[0]);
                    Object value = mapper.convertValue(one.getValue(), wanted);
                    method.invoke(builder, value);
                }
            }
        }
        return builder.getClass().getMethod("build").invoke(builder);
    }

    private static String camel(String name) {
        StringBuilder written = new StringBuilder();
        for (String word : name.split("_")) {
            written.append(written.length() == 0 ? word : capital(word));
        }
        return written.toString();
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
