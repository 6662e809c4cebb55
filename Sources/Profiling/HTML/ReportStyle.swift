/// The style sheet of the page. It loads nothing, follows the reader's choice of light or dark, and prints.
enum ReportStyle {
    static let sheet = colours + layout + tables + plots + timeline

    private static let colours = """
        :root { color-scheme: light dark;
          --ground: #f7f7f5; --surface: #ffffff; --ink: #1b1e22; --muted: #5a626c; --rule: #e3e5e8; --track: #eceef0;
          --accent: #2456a6; --good: #1f7a4d; --bad: #b3363b; --doubt: #8a5a00;
          --c0: #3b6fb6; --c1: #d07a20; --c2: #279272; --c3: #b5476a; --c4: #7a5fb0; --c5: #8a7a2d; --c6: #2f93ad; --c7: #a65e3a;
          --idle: #c9cdd2; --block: #8d959e; }
        @media (prefers-color-scheme: dark) { :root {
          --ground: #121417; --surface: #1a1d21; --ink: #e7e9ec; --muted: #a0a8b2; --rule: #2d3238; --track: #2a2f35;
          --accent: #8db4f0; --good: #6cc795; --bad: #f0888c; --doubt: #e0b25c;
          --c0: #6f9fe0; --c1: #e8a25a; --c2: #55c09b; --c3: #e0809e; --c4: #ab94dd; --c5: #c4b355; --c6: #6cc0d8; --c7: #d0926f;
          --idle: #474d56; --block: #6f7781; } }
        .c0 { --tone: var(--c0); } .c1 { --tone: var(--c1); } .c2 { --tone: var(--c2); } .c3 { --tone: var(--c3); }
        .c4 { --tone: var(--c4); } .c5 { --tone: var(--c5); } .c6 { --tone: var(--c6); } .c7 { --tone: var(--c7); }
        .idle { --tone: var(--idle); } .block { --tone: var(--block); } .plain { --tone: var(--accent); }
        .good { --tone: var(--good); } .bad { --tone: var(--bad); } .doubt { --tone: var(--doubt); }

        """

    private static let layout = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
        main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 40px; }
        h1 { font-size: 28px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 6px; overflow-wrap: anywhere; }
        h2 { font-size: 17px; font-weight: 650; margin: 0 0 4px; }
        p { margin: 0 0 12px; max-width: 75ch; }
        .muted, .caption { color: var(--muted); }
        .caption { font-size: 13.5px; margin: 0 0 14px; max-width: 92ch; }
        section { background: var(--surface); border: 1px solid var(--rule); border-radius: 10px; padding: 20px 24px 22px; margin: 20px 0; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(155px, 1fr)); gap: 1px; margin: 24px 0 0; background: var(--rule); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; }
        .figures div { background: var(--surface); padding: 14px 18px; }
        .figures dt { color: var(--muted); font-size: 13px; }
        .figures dd { margin: 0; font-size: 22px; font-weight: 620; line-height: 1.35; letter-spacing: -0.01em; }
        .figures dd.note { font-size: 12.5px; font-weight: 400; color: var(--muted); line-height: 1.4; letter-spacing: 0; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 20px; margin: 20px 0; }
        .pair section { margin: 0; }
        .pairs { margin: 6px 0 0; }
        .pairs div { display: flex; justify-content: space-between; gap: 16px; padding: 6px 0; border-bottom: 1px solid var(--rule); }
        .pairs div:last-child { border-bottom: 0; }
        .pairs dt { color: var(--muted); }
        .pairs dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
        ul.notes { margin: 6px 0 0; padding-left: 1.2em; max-width: 80ch; }
        .verdict { font-size: 18px; font-weight: 620; margin: 6px 0 10px; }
        .verdict span { border-left: 4px solid var(--tone, var(--block)); padding-left: 12px; display: block; }
        .warning { border-left: 4px solid var(--doubt); padding-left: 12px; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        footer { color: var(--muted); font-size: 13px; padding-bottom: 40px; }
        @media (max-width: 600px) {
          main, header, footer { padding-left: 14px; padding-right: 14px; } header { padding-top: 24px; } h1 { font-size: 24px; }
          section { padding: 16px 14px; } .figures { grid-template-columns: 1fr 1fr; } .figures div { padding: 12px 14px; } .figures dd { font-size: 19px; }
          .figures dd.note { font-size: 12px; } }
        @media print { body { background: #fff; } section { break-inside: avoid; } }

        """

    private static let tables = """
        .sideways { overflow-x: auto; margin: 0 -4px; padding: 0 4px; }
        .sideways:focus-visible, .choice:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        .sideways + .sideways { margin-top: 16px; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; }
        th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; white-space: nowrap; font-weight: 400; }
        thead th { color: var(--muted); font-size: 12.5px; padding-top: 2px; }
        tbody tr:last-child th, tbody tr:last-child td { border-bottom: 0; }
        th:last-child, td:last-child { padding-right: 0; }
        .number { text-align: right; }
        tbody th .name { font-weight: 600; }
        tbody th .summary { display: block; color: var(--muted); font-size: 12.5px; line-height: 1.3; padding-left: 18px; }
        .swatch { display: inline-block; width: 10px; height: 10px; border-radius: 3px; background: var(--tone); margin-right: 8px; }
        .meter { display: flex; align-items: center; gap: 8px; min-width: 150px; }
        .meter .track { flex: 1; height: 8px; border-radius: 4px; background: var(--track); overflow: hidden; display: block; }
        .meter .fill { display: block; height: 100%; background: var(--tone); }
        .meter .label { min-width: 4.2em; text-align: right; }
        .stack { display: flex; height: 22px; border-radius: 6px; overflow: hidden; gap: 1px; margin: 10px 0 16px; }
        .stack span { background: var(--tone); min-width: 1px; }
        .change { position: relative; display: block; height: 10px; min-width: 160px; background: linear-gradient(var(--muted), var(--muted)) center / 1px 100% no-repeat; }
        .change span { position: absolute; top: 1px; bottom: 1px; background: var(--tone); border-radius: 2px; }
        .heat { display: block; position: relative; isolation: isolate; min-width: 3em; padding: 2px 8px; }
        .heat::before { content: ""; position: absolute; inset: 0; z-index: -1; border-radius: 4px; background: var(--accent); opacity: calc(var(--heat) * 0.45); }

        """

    private static let plots = """
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; padding: 0; font-size: 13px; }
        .choice { position: absolute; opacity: 0; width: 1px; height: 1px; }
        .choice + label { display: inline-block; font-size: 13px; padding: 3px 11px; margin: 0 4px 8px 0; border: 1px solid var(--rule); border-radius: 999px; cursor: pointer; color: var(--muted); }
        .choice:checked + label { background: var(--ink); border-color: var(--ink); color: var(--surface); }
        .panel { display: none; }
        figure { margin: 0 0 10px; }
        svg { display: block; overflow: visible; }
        svg.plot { width: 100%; height: auto; }
        svg text { font-size: 12px; fill: var(--muted); }
        svg text.strong { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--surface); stroke-width: 4px; stroke-linejoin: round; }
        svg text.end { text-anchor: end; } svg text.middle { text-anchor: middle; }
        .grid { stroke: var(--rule); } .axis { stroke: var(--block); } .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
        .limit { stroke: var(--ink); stroke-width: 1.5; } .gap { stroke: var(--tone); stroke-dasharray: 2 3; }
        rect, circle { fill: var(--tone); } .hollow { fill: var(--surface); stroke: var(--tone); stroke-width: 2; }
        .narrow { display: none; }
        @media (max-width: 700px) { .wide { display: none; } .narrow { display: block; } }

        """

    private static let timeline = """
        .timeline { display: grid; grid-template-columns: auto 1fr; column-gap: 12px; clear: both; }
        .lanes { font-size: 12.5px; color: var(--muted); padding-top: 22px; }
        .lanes div { height: 34px; line-height: 34px; white-space: nowrap; }
        .window { overflow-x: auto; overflow-y: hidden; padding-bottom: 4px; }
        .window:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .sheet { position: relative; padding-top: 22px; width: 100%; }
        .ticks { position: absolute; inset: 0; display: none; font-size: 12px; color: var(--muted); }
        .ticks span { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--rule); padding-left: 4px; white-space: nowrap; }
        .sheet svg { position: relative; width: 100%; }

        """
}
