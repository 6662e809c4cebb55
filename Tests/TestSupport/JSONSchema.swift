import Foundation

/// As much of JSON Schema as the schemas in `perf` use.
public struct JSONSchema {
    private let root: [String: Any]

    /// The schema of the file `perf/NAME.schema.json`.
    public init(named name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../perf/\(name).schema.json")
        guard
            let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        else { throw CocoaError(.fileReadCorruptFile) }
        self.root = root
    }

    /// What is wrong with a value; members that the schema does not name are wrong here.
    public func problems(of value: Any) -> [String] { problems(of: value, root, at: "$") }

    private func problems(of value: Any, _ schema: [String: Any], at place: String) -> [String] {
        let schema = resolved(schema)
        var problems: [String] = []
        if let constant = schema["const"] as? String, value as? String != constant {
            problems.append("\(place) is not \(constant)")
        }
        if let cases = schema["enum"] as? [String], !cases.contains(value as? String ?? "") {
            problems.append("\(place) is no case")
        }
        var type = schema["type"] as? String
        if let types = schema["type"] as? [String] {
            if value is NSNull && types.contains("null") { return problems }
            type = types.first
        }
        switch type {
        case "object":
            guard let object = value as? [String: Any],
                let properties = schema["properties"] as? [String: [String: Any]]
            else { return ["\(place) is no object"] }
            for name in schema["required"] as? [String] ?? [] where object[name] == nil {
                problems.append("\(place).\(name) is missing")
            }
            for (name, member) in object {
                guard let property = properties[name] else {
                    problems.append("\(place).\(name) is not in the schema")
                    continue
                }
                problems += self.problems(of: member, property, at: "\(place).\(name)")
            }
        case "array":
            guard let list = value as? [Any], let items = schema["items"] as? [String: Any] else {
                return ["\(place) is no list"]
            }
            for (index, item) in list.enumerated() {
                problems += self.problems(of: item, items, at: "\(place)[\(index)]")
            }
        case "string": if !(value is String) { problems.append("\(place) is no text") }
        case "boolean": if !(value is Bool) { problems.append("\(place) is no truth value") }
        case "number", "integer":
            guard let number = value as? Double else { return ["\(place) is no number"] }
            if type == "integer" && number != number.rounded() {
                problems.append("\(place) is not whole")
            }
            if let least = schema["minimum"] as? Double, number < least {
                problems.append("\(place) is too small")
            }
            if let least = schema["exclusiveMinimum"] as? Double, number <= least {
                problems.append("\(place) is too small")
            }
            if let most = schema["maximum"] as? Double, number > most {
                problems.append("\(place) is too large")
            }
        default: break
        }
        return problems
    }

    private func resolved(_ schema: [String: Any]) -> [String: Any] {
        guard let reference = schema["$ref"] as? String,
            let definitions = root["$defs"] as? [String: [String: Any]]
        else { return schema }
        return definitions[String(reference.dropFirst("#/$defs/".count))] ?? [
            "type": "unknown reference \(reference)"
        ]
    }

    /// All members that the schema names, as paths without indices.
    public func members() -> Set<String> { members(root, at: "$") }

    private func members(_ schema: [String: Any], at place: String) -> Set<String> {
        let schema = resolved(schema)
        var found: Set<String> = []
        for (name, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
            found.insert("\(place).\(name)")
            found.formUnion(members(property, at: "\(place).\(name)"))
        }
        if let items = schema["items"] as? [String: Any] { found.formUnion(members(items, at: place)) }
        return found
    }

    /// All members that a value has, as paths without indices.
    public func members(of value: Any) -> Set<String> { members(of: value, at: "$") }

    private func members(of value: Any, at place: String) -> Set<String> {
        var found: Set<String> = []
        if let object = value as? [String: Any] {
            for (name, member) in object {
                found.insert("\(place).\(name)")
                found.formUnion(members(of: member, at: "\(place).\(name)"))
            }
        }
        for item in value as? [Any] ?? [] { found.formUnion(members(of: item, at: place)) }
        return found
    }
}
