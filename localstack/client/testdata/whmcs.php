<?php

/*
 * What of WHMCS the hook file needs, as WHMCS documents it: hooks, the local API and the database. State is a JSON file, so that it outlives a page.
 *
 *     php testdata/whmcs.php STATE HOOK VARIABLES [CHANGE]
 *
 * runs a page on which a hook fires. The change, JSON that is put over the answers of the local API, happens behind the hook, as with hooks that run before
 * what they tell of.
 */

declare(strict_types=1);

namespace WHMCS\Database {
    final class Capsule
    {
        public static function table(string $name): Query
        {
            return new Query($name);
        }

        public static function schema(): object
        {
            return new class {
                public function hasTable(string $name): bool
                {
                    return isset(Query::all()[$name]);
                }

                public function create(string $name, callable $columns): void
                {
                    $columns(new class {
                        public function __call(string $type, array $arguments): self
                        {
                            return $this;
                        }
                    });
                    Query::put($name, []);
                }
            };
        }
    }

    final class Query
    {
        private array $where = [];

        public function __construct(private string $name)
        {
        }

        public static function all(): array
        {
            return json_decode(file_get_contents($GLOBALS['argv'][1]), true)['tables'];
        }

        public static function put(string $name, array $rows): void
        {
            $state = json_decode(file_get_contents($GLOBALS['argv'][1]), true);
            $state['tables'][$name] = array_values($rows);
            file_put_contents($GLOBALS['argv'][1], json_encode($state));
        }

        public function where(string $column, mixed $is, mixed $value = null): self
        {
            $this->where[] = func_num_args() === 2 ? [$column, '=', $is] : [$column, $is, $value];
            return $this;
        }

        private function matches(array $row): bool
        {
            foreach ($this->where as [$column, $is, $value]) {
                if (!($is === '=' ? $row[$column] == $value : $row[$column] <= $value)) {
                    return false;
                }
            }
            return true;
        }

        public function get(): array
        {
            return array_map(fn ($row) => (object) $row, array_values(array_filter(self::all()[$this->name], $this->matches(...))));
        }

        public function value(string $column): mixed
        {
            return $this->get()[0]->$column ?? null;
        }

        public function delete(): void
        {
            self::put($this->name, array_filter(self::all()[$this->name], fn ($row) => !$this->matches($row)));
        }

        public function update(array $change): void
        {
            self::put($this->name, array_map(fn ($row) => $this->matches($row) ? [...$row, ...$change] : $row, self::all()[$this->name]));
        }

        public function updateOrInsert(array $key, array $change): void
        {
            foreach ($key as $column => $value) {
                $this->where($column, $value);
            }
            $this->get() === [] ? self::put($this->name, [...self::all()[$this->name], [...$key, ...$change]]) : $this->update($change);
        }
    }
}

namespace {
    const WHMCS = true;

    $state = json_decode(file_get_contents($argv[1]), true);
    $hooks = [];

    function add_hook(string $name, int $priority, callable $does): void
    {
        $GLOBALS['hooks'][$name][] = $does;
    }

    function localAPI(string $command, array $values): array
    {
        return $GLOBALS['state']['api'][$command . '/' . implode('/', $values)] ?? ['result' => 'error'];
    }

    function logActivity(string $text): void
    {
        echo $text, "\n";
    }

    require $state['hook'];
    foreach ($hooks[$argv[2]] as $does) {
        $does(json_decode($argv[3], true));
    }
    $state['api'] = array_replace_recursive($state['api'], json_decode($argv[4] ?? '{}', true));
}
