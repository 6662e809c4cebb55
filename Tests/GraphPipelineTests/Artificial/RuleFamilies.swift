/// The suite: at least two families for each graph token.
extension RuleFamily {
    static let all = conditions + actions + combinations

    private static let conditions: [RuleFamily] = [
        RuleFamily(
            name: "many-a", about: ["count", "when"], alphabet: "a b c d e",
            graphs: "when count token=a >= 4 then substitute b -> c"
        ) { $0.count(of: "a") > 3 ? $0.replacing("b", by: "c") : $0 },
        RuleFamily(
            name: "third-a", about: ["count", "before"],
            graphs: "substitute a -> nothing if count before out=a >= 2"
        ) { input in input.keeping { input[$0] != "a" || Array(input[..<$0]).count(of: "a") < 2 } },
        RuleFamily(
            name: "more-a-than-b", about: ["count", "continue"],
            graphs: "when count token=a > count token=b then continue a else continue b"
        ) { $0 + [$0.count(of: "a") > $0.count(of: "b") ? "a" : "b"] },
        RuleFamily(
            name: "after-h", about: ["present", "before", "substitute"],
            graphs: "substitute a -> b if present before out=h"
        ) { input in input.replacing("a", by: "b") { input.nearest("h", leftOf: $0) < 1_000 } },
        RuleFamily(
            name: "repeats", about: ["present", "match"],
            graphs: "substitute _ -> nothing if present before out=out[0]"
        ) { input in input.keeping { !input[..<$0].contains(input[$0]) } },
        RuleFamily(
            name: "cut-after-last-h", about: ["absent", "after"],
            graphs: "when present token=h then substitute {a b c d e f g} -> nothing if absent after out=h"
        ) { input in input.lastIndex(of: "h").map { Array(input[...$0]) } ?? input },
        RuleFamily(
            name: "no-g", about: ["absent", "when"],
            graphs: "when absent token=g then substitute a -> c"
        ) { $0.contains("g") ? $0 : $0.replacing("a", by: "c") },
        RuleFamily(
            name: "two-tokens", about: ["match", "substitute", "when"], alphabet: "a b c d",
            graphs: "when count token=d modulo 2 = 1 then substitute a b -> x"
        ) { input in
            guard input.count(of: "d") % 2 == 1 else { return input }
            var (output, next) = ([String](), 0)
            while next < input.count {
                let isMatch = input[next] == "a" && next + 1 < input.count && input[next + 1] == "b"
                output.append(isMatch ? "x" : input[next])
                next += isMatch ? 2 : 1
            }
            return output
        },
        RuleFamily(
            name: "like-neighbours", about: ["match", "substitute"], alphabet: "a b c d",
            graphs: "substitute a -> x if out[-1]=out[1] and count before out=d modulo 2 = 1"
        ) { input in
            input.replacing("a", by: "x") {
                $0 > 0 && $0 + 1 < input.count && input[$0 - 1] == input[$0 + 1]
                    && Array(input[..<$0]).count(of: "d") % 2 == 1
            }
        },
        RuleFamily(
            name: "adjacent-duplicates", about: ["match", "substitute", "when"], alphabet: "a b c d",
            graphs: "when count token=a > count token=b then substitute _ -> nothing if out[0]=out[-1]"
        ) { input in
            guard input.count(of: "a") > input.count(of: "b") else { return input }
            return input.keeping { $0 == 0 || input[$0] != input[$0 - 1] }
        },
        RuleFamily(
            name: "d-nearer-than-e", about: ["order"],
            graphs: "substitute a -> b if order left out=d < out=e"
        ) { input in
            input.replacing("a", by: "b") { input.nearest("d", leftOf: $0) < input.nearest("e", leftOf: $0) }
        },
        RuleFamily(
            name: "e-nearer-to-the-right", about: ["order"],
            graphs: "substitute c -> x x if order right out=e < out=f"
        ) { input in
            input.replacing("c", by: "x", "x") {
                input.nearest("e", rightOf: $0) < input.nearest("f", rightOf: $0)
            }
        },
        RuleFamily(
            name: "near-h", about: ["nearest"],
            graphs: "substitute a -> b if nearest left out=h <= 6"
        ) { input in input.replacing("a", by: "b") { input.nearest("h", leftOf: $0) <= 6 } },
        RuleFamily(
            name: "six-before-g", about: ["nearest"],
            graphs: "substitute _ -> nothing if nearest right out=g = 6"
        ) { input in input.keeping { input.nearest("g", rightOf: $0) != 6 } },
        RuleFamily(
            name: "every-second", about: ["modulo", "place"],
            graphs: "substitute _ -> nothing if place modulo 2 = 1"
        ) { input in input.keeping { $0 % 2 == 0 } },
        RuleFamily(
            name: "every-third-twice", about: ["modulo", "place"],
            graphs: "substitute _ -> out[0] out[0] if place modulo 3 = 0"
        ) { input in input.indices.flatMap { $0 % 3 == 0 ? [input[$0], input[$0]] : [input[$0]] } },
        RuleFamily(
            name: "odd-number-of-a", about: ["modulo", "count", "continue"],
            graphs: "continue x if count token=a modulo 2 = 1"
        ) { $0.count(of: "a") % 2 == 1 ? $0 + ["x"] : $0 },
        RuleFamily(
            name: "past-tense", about: ["views", "match"],
            alphabet: "walked talked baked walk talk bake go goes going red",
            graphs: "substitute _ -> PAST if suffix3[0]=ked and present before out=go"
        ) { input in
            input.indices.map {
                input[$0].hasSuffix("ked") && input[..<$0].contains("go") ? "PAST" : input[$0]
            }
        },
        RuleFamily(
            name: "capitals", about: ["views", "match", "when"],
            alphabet: "Paris London Rome city town in of the",
            graphs: "when length token modulo 2 = 1 then substitute _ -> NAME if shape[0]=Xx"
        ) { input in
            input.count % 2 == 1 ? input.map { $0.first?.isUppercase == true ? "NAME" : $0 } : input
        },
    ]
}
