/// Families about what graphs write.
extension RuleFamily {
    static let actions: [RuleFamily] = [
        RuleFamily(
            name: "swap", about: ["map", "when"],
            graphs: "when count token=d modulo 2 = 1 then map a -> b, b -> a"
        ) { input in
            input.count(of: "d") % 2 == 1 ? input.map { $0 == "a" ? "b" : $0 == "b" ? "a" : $0 } : input
        },
        RuleFamily(
            name: "turn-after-g", about: ["map", "present"],
            graphs: "map a -> b, b -> c, c -> a if present before out=g"
        ) { input in
            let next = ["a": "b", "b": "c", "c": "a"]
            return input.indices.map { input[..<$0].contains("g") ? next[input[$0]] ?? input[$0] : input[$0] }
        },
        RuleFamily(name: "at-most-one-h", about: ["exactly"], graphs: "exactly 0..1 h") { input in
            let first = input.firstIndex(of: "h")
            return input.keeping { input[$0] != "h" || $0 == first }
        },
        RuleFamily(name: "two-h", about: ["exactly"], alphabet: "a b c d e h", graphs: "exactly 2 h") {
            input in
            let places = input.indices.filter { input[$0] == "h" }.prefix(2)
            return input.keeping { input[$0] != "h" || places.contains($0) }
                + Array(repeating: "h", count: 2 - places.count)
        },
        RuleFamily(name: "first-again", about: ["continue"], graphs: "continue token[first]") {
            $0 + [$0[0]]
        },
        RuleFamily(name: "twice", about: ["continue"], lengths: 2...9, graphs: "continue all token") {
            $0 + $0
        },
        RuleFamily(
            name: "majority", about: ["continue", "most"], alphabet: "a b c d", graphs: "continue most token"
        ) { input in
            let most = Set(input).map { input.count(of: $0) }.max() ?? 0
            return input + input.filter { input.count(of: $0) == most }.prefix(1)
        },
        RuleFamily(
            name: "before-c", about: ["bias", "match", "when"], alphabet: "a b c d",
            graphs: "when count token=b >= 4 then bias x +2.00 if out[0]=a and out[1]=c"
        ) { input in
            input.replacing("a", by: "x") {
                $0 + 1 < input.count && input[$0 + 1] == "c" && input.count(of: "b") >= 4
            }
        },
        RuleFamily(
            name: "without-h", about: ["bias", "absent"],
            graphs: "bias d +2.00 if out[0]=c and absent after out=h"
        ) { input in input.replacing("c", by: "d") { !input[$0...].contains("h") } },
        RuleFamily(
            name: "swap-by-marker", about: ["ephemeral", "sequence", "when"], alphabet: "c d e f g h",
            graphs:
                """
                when length token modulo 2 = 1 then \
                { substitute c -> ⟨1⟩; substitute d -> c; substitute ⟨1⟩ -> d }
                """
        ) { input in
            input.count % 2 == 1 ? input.map { $0 == "c" ? "d" : $0 == "d" ? "c" : $0 } : input
        },
        RuleFamily(
            name: "from-first-g", about: ["ephemeral", "sequence"],
            graphs:
                """
                substitute g -> ⟨1⟩ if absent before out=g
                substitute a -> x if present before out=⟨1⟩
                substitute ⟨1⟩ -> g
                """
        ) { input in
            let first = input.firstIndex(of: "g") ?? input.count
            return input.replacing("a", by: "x") { $0 > first }
        },
        RuleFamily(name: "reverse", about: ["substitute", "mirror"], graphs: "substitute _ -> token[mirror]")
        {
            $0.reversed()
        },
        RuleFamily(
            name: "ends-swapped", about: ["substitute", "mirror"],
            graphs: "substitute _ -> token[mirror] if place = 0 or place-from-end = 0"
        ) { input in
            var output = input
            output.swapAt(0, input.count - 1)
            return output
        },
        RuleFamily(
            name: "each-twice", about: ["substitute"], lengths: 2...9, graphs: "substitute _ -> out[0] out[0]"
        ) {
            $0.flatMap { [$0, $0] }
        },
        RuleFamily(
            name: "copy-from-the-left", about: ["substitute"], alphabet: "a b c d x",
            graphs: "substitute x -> out[-1] if present after out=d and place > 0"
        ) { input in
            input.indices.map {
                $0 > 0 && input[$0] == "x" && input[$0...].contains("d") ? input[$0 - 1] : input[$0]
            }
        },
        RuleFamily(
            name: "first-dropped", about: ["substitute", "place", "when"],
            graphs: "when length token >= 13 then substitute _ -> nothing if place = 0"
        ) { $0.count >= 13 ? Array($0.dropFirst()) : $0 },
    ]
}
