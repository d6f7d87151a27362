# A signer as a Perl developer writes it, with its adapter. JSON_LIBRARY names the library.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256_hex);

my $library = $ENV{JSON_LIBRARY} || 'JSON::PP';
eval "require $library" or die $@;
my $reader = $library->new->ascii->allow_nonref;
my $json = $library->new->canonical->utf8;

sub canonical {
    my ($tenant_id, $goal) = @_;
    my $properties = $goal->{properties} || {};
    my %properties;
    $properties{value} = sprintf('%.2f', $properties->{value}) if $properties->{value};
    $properties{currency} = $properties->{currency} if $properties->{currency};
    $properties{plan} = $properties->{plan} if $properties->{plan};
    my %signed = (
        tenant_id => $tenant_id,
        event_name => $goal->{event_name},
        session_id => $goal->{session_id} || '',
        properties => \%properties,
    );
    $signed{first_touch_bucket} = $goal->{first_touch_bucket} if $goal->{first_touch_bucket};
    $signed{first_touch_ts} = $goal->{first_touch_ts} if $goal->{first_touch_ts};
    return $json->encode(\%signed);
}

sub signature {
    my ($secret, $canonical) = @_;
    return hmac_sha256_hex($canonical, $secret);
}

$| = 1;
while (my $line = <STDIN>) {
    my $request = eval { $reader->decode($line) } or next;
    if ($request->{op} eq 'hello') {
        printf "%s\n", $reader->encode({ protocol => 1, name => 'natural', runtime => sprintf('Perl %vd', $^V), ops => ['sign'] });
        next;
    }
    my $goal = $request->{goal};
    my $reply = eval {
        my $properties = $goal->{properties};
        my %texts = (%$goal, properties => undef);
        if (defined $properties && ref $properties ne 'HASH'
            || (grep { !/^(value|currency|plan)$/ } keys %{ $properties || {} })
            || (grep { ref } values(%{ $properties || {} }), values %texts)) {
            return { unsupported => 'a goal of another form' };
        }
        my $signed = canonical($request->{tenant_id}, $goal);
        return { signature => signature($request->{secret}, $signed), canonical => unpack('H*', $signed) };
    } || { error => "$@" };
    printf "%s\n", $reader->encode({ id => $request->{id}, %$reply });
}
