/// Families about how graphs and conditions combine.
extension RuleFamily {
    static let combinations: [RuleFamily] = [
        RuleFamily(
            name: "sort", about: ["repeat", "match"], alphabet: "1 2 3 4 5 9 10 12", lengths: 3...10,
            graphs: "repeat substitute _ _ -> out[1] out[0] if out[0]>out[1]"
        ) { $0.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } },
        RuleFamily(
            name: "cancel", about: ["repeat", "substitute"], alphabet: "a a b b c", lengths: 8...20,
            graphs: "repeat substitute a b -> nothing"
        ) { input in
            var output: [String] = []
            for token in input {
                if token == "b", output.last == "a" { output.removeLast() } else { output.append(token) }
            }
            return output
        },
        RuleFamily(
            // Half of the inputs begin with g, so that neither answer is right much more often than the other.
            name: "first-decides", about: ["when-else"], alphabet: "a a g g d",
            graphs: "when token[first]=g then substitute a -> b else substitute a -> c"
        ) { $0.replacing("a", by: $0[0] == "g" ? "b" : "c") },
        RuleFamily(
            name: "long-or-short", about: ["when-else", "length"],
            graphs:
                "when length token >= 12 then continue token[first] else substitute _ -> nothing if place-from-end = 0"
        ) { $0.count >= 12 ? $0 + [$0[0]] : Array($0.dropLast()) },
        RuleFamily(
            name: "first-and-last", about: ["and", "when"], alphabet: "a b c d",
            graphs: "when token[first]=a and token[last]=b then substitute c -> d"
        ) { $0.first == "a" && $0.last == "b" ? $0.replacing("c", by: "d") : $0 },
        RuleFamily(
            name: "h-before-no-g-after", about: ["and", "not"],
            graphs: "substitute a -> b if present before out=h and not present after out=g"
        ) { input in
            input.replacing("a", by: "b") { input[..<$0].contains("h") && !input[$0...].contains("g") }
        },
        RuleFamily(
            // g and h are rare, so that most tokens see none of them.
            name: "g-or-h", about: ["or", "when"], alphabet: "a a a a b b c c d d e e f f g h",
            graphs: "when present token=g or present token=h then substitute a -> b"
        ) { $0.contains("g") || $0.contains("h") ? $0.replacing("a", by: "b") : $0 },
        RuleFamily(
            name: "beside-g", about: ["or", "when"], alphabet: "a b c g",
            graphs: "when count token=c modulo 2 = 1 then substitute a -> b if out[-1]=g or out[1]=g"
        ) { input in
            guard input.count(of: "c") % 2 == 1 else { return input }
            return input.replacing("a", by: "b") {
                $0 > 0 && input[$0 - 1] == "g" || $0 + 1 < input.count && input[$0 + 1] == "g"
            }
        },
        RuleFamily(
            name: "first-is-not-a", about: ["not", "when"], alphabet: "a b c d",
            graphs: "when not token[first]=a then substitute b -> x"
        ) { $0[0] == "a" ? $0 : $0.replacing("b", by: "x") },
        RuleFamily(
            name: "first-decides-and-goes", about: ["sequence", "when"], alphabet: "a a g g d",
            graphs:
                """
                when token[first]=g then substitute a -> b
                substitute _ -> nothing if place = 0
                """
        ) { Array(($0[0] == "g" ? $0.replacing("a", by: "b") : $0).dropFirst()) },
        RuleFamily(
            name: "three-in-a-row", about: ["sequence"],
            graphs:
                """
                substitute a -> b if present before out=h
                substitute g -> g g
                substitute _ -> nothing if place-from-end = 0
                """
        ) { input in
            let replaced = input.replacing("a", by: "b") { input[..<$0].contains("h") }
            return Array(replaced.replacing("g", by: "g", "g").dropLast())
        },
    ]
}
